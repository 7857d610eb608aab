import 'reflect-metadata';
import { createHash, type KeyObject, randomBytes, webcrypto } from 'node:crypto';
import { err, ok, type Result } from '@borne/domain/result';
import { Pkcs10CertificateRequest } from '@peculiar/x509';

/** What certificates (RFC 5280) and requests for them are made with at the centre. */

export const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
export const crypto = webcrypto as Crypto;

export const DAY = 86_400_000;

/** A kiosk's clock may be behind the centre's by so much, in milliseconds. */
export const HEAD_START = 3_600_000;

export const signingKey = (key: KeyObject) =>
  crypto.subtle.importKey('pkcs8', key.export({ type: 'pkcs8', format: 'der' }), algorithm, false, ['sign']);

/** 127 random bits: positive, and never twice (RFC 5280 §4.1.2.2). */
export function newSerial(): string {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  return serial.toString('hex');
}

/** A key to certify. */
export interface RequestedKey {
  /** Its public part (RFC 5280 §4.1.2.7, DER). */
  readonly spki: Uint8Array<ArrayBuffer>;
  /** SHA-256 of that, in hex. */
  readonly digest: string;
  /** Common name of who asks; what it is worth depends on how it came. */
  readonly subject: string | undefined;
}

/** The key in a request for a certificate (PKCS#10, DER), when the request is signed with it and it is on P-256. */
export async function keyRequested(der: Uint8Array<ArrayBuffer>): Promise<Result<RequestedKey, string>> {
  try {
    const request = new Pkcs10CertificateRequest(der);
    const { namedCurve } = request.publicKey.algorithm as { namedCurve?: string };
    if (namedCurve !== 'P-256') return err('expected a key on P-256');
    if (!(await request.verify(crypto))) return err('the request is not signed with its key');
    const spki = new Uint8Array(request.publicKey.rawData);
    const digest = createHash('sha256').update(spki).digest('hex');
    return ok({ spki, digest, subject: request.subjectName.getField('CN')[0] });
  } catch {
    return err('expected a certificate request: PKCS#10, in DER');
  }
}
