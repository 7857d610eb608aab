import { type KeyObject, sign, verify } from 'node:crypto';
import { err, ok, type Result } from '@borne/domain/result';
import { Compile } from 'typebox/compile';
import { RevocationList } from '../contract/seal.ts';
import type { SealingCertificate } from './certificate.ts';

const list = Compile(RevocationList);

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A list under the key of its authority: a compact JWS (RFC 7515) with ES256 (RFC 7518 §3.4). */
export function signRevocations(claims: RevocationList, key: KeyObject): string {
  const signed = `${encode({ alg: 'ES256', typ: 'JWT', kid: claims.iss })}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

/** The list in `jws` when `authority` signed it. The error says what is wrong with it. */
export function readRevocations(jws: string, authority: SealingCertificate): Result<RevocationList, string> {
  const [header = '', claims = '', signature = '', more] = jws.split('.');
  const key = { key: authority.x509.publicKey, dsaEncoding: 'ieee-p1363' } as const;
  const genuine =
    more === undefined &&
    verify('sha256', Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url'));
  if (!genuine) return err('revocations: not signed by the authority');
  const [read, told] = [decode(header), decode(claims)];
  if ((read as { alg?: unknown } | undefined)?.alg !== 'ES256') return err('revocations: expected ES256');
  if (!list.Check(told)) return err('revocations: not a list of them');
  return told.iss === authority.certificate ? ok(told) : err('revocations: those of another authority');
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
