import { createECDH, createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { CalendarDate } from '@borne/domain/calendar-date';
import { latin1, tlv } from './tlv.ts';

/** A P-256 pair and its public point, uncompressed. */
export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly point: Uint8Array;
}

/**
 * A key pair made from `seed`: the same in every run, and known to whoever reads this file. For simulation only:
 * a certificate it signs must be refused by every kiosk that serves the public.
 */
export function simulatedKeyPair(seed: string): KeyPair {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(createHash('sha256').update(`Borne simulation: ${seed}`).digest());
  const point = ecdh.getPublicKey();
  const part = (from: number) => point.subarray(from, from + 32).toString('base64url');
  const privateKey = createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      d: ecdh.getPrivateKey().toString('base64url'),
      x: part(1),
      y: part(33),
    },
  });
  return { privateKey, point };
}

const authority = simulatedKeyPair('technician authority');

/** The name by which certificates call the fictitious authority of the simulation. */
export const SIMULATED_AUTHORITY_REFERENCE = 'XXSPECIMEN00001';

/** What a simulated kiosk is configured with, and no other: the authority's name and its public key in PEM. */
export const simulatedTechnicianAuthority = {
  reference: SIMULATED_AUTHORITY_REFERENCE,
  publicKeyPem: createPublicKey(authority.privateKey).export({ type: 'spki', format: 'pem' }).toString(),
} as const;

export interface CertificateContent {
  /** At most 16 characters. */
  readonly holder: string;
  readonly point: Uint8Array;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/** A card-verifiable certificate signed by the fictitious authority, or by `issuer` under its name. */
export function issueCertificate(content: CertificateContent, issuer: KeyPair = authority): Uint8Array {
  const body = tlv(
    0x7f4e,
    tlv(0x5f29, Uint8Array.of(0)),
    tlv(0x42, SIMULATED_AUTHORITY_REFERENCE),
    tlv(0x7f49, tlv(0x86, content.point)),
    tlv(0x5f20, latin1(content.holder)),
    tlv(0x5f25, bcdDay(content.from)),
    tlv(0x5f24, bcdDay(content.to)),
  );
  const signature = sign('sha256', body, { key: issuer.privateKey, dsaEncoding: 'ieee-p1363' });
  return tlv(0x7f21, body, tlv(0x5f37, signature));
}

/** AAMMJJ, one digit a byte. */
const bcdDay = (date: CalendarDate) => Uint8Array.from(date.replaceAll('-', '').slice(2), Number);
