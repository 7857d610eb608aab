import { type KeyObject, sign, verify } from 'node:crypto';
import { err, ok, type Result } from '@borne/domain/result';
import { Compile } from 'typebox/compile';
import { RevocationList, SealStatus } from '../contract/seal.ts';
import type { SealingCertificate } from './certificate.ts';

const list = Compile(RevocationList);
const status = Compile(SealStatus);

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What an authority says, under its key: a compact JWS (RFC 7515) with ES256 (RFC 7518 §3.4). */
export function signStatement(claims: RevocationList | SealStatus, key: KeyObject): string {
  const signed = `${encode({ alg: 'ES256', typ: 'JWT', kid: claims.iss })}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

/** The list in `jws` when `authority` signed it. The error says what is wrong with it. */
export function readRevocations(jws: string, authority: SealingCertificate): Result<RevocationList, string> {
  const told = readStatement(jws, authority);
  if (!told.ok) return told;
  if (!list.Check(told.value)) return err('revocations: not a list of them');
  return told.value.iss === authority.certificate
    ? ok(told.value)
    : err('revocations: those of another authority');
}

/** The status in `jws` when `authority` signed it, and of what was asked: an answer about something else is an error. */
export function readStatus(
  jws: string,
  authority: SealingCertificate,
  asked: { readonly certificate: string; readonly document: string | undefined },
): Result<SealStatus, string> {
  const told = readStatement(jws, authority);
  if (!told.ok) return told;
  if (!status.Check(told.value)) return err('status: not the one of a seal');
  const { iss, certificate, document } = told.value;
  const asAsked =
    iss === authority.certificate &&
    certificate.id === asked.certificate &&
    document?.number === asked.document;
  return asAsked ? ok(told.value) : err('status: of another authority, certificate or document');
}

function readStatement(jws: string, authority: SealingCertificate): Result<unknown, string> {
  const [header = '', claims = '', signature = '', more] = jws.split('.');
  const key = { key: authority.x509.publicKey, dsaEncoding: 'ieee-p1363' } as const;
  const genuine =
    more === undefined &&
    verify('sha256', Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url'));
  if (!genuine) return err('revocations: not signed by the authority');
  if ((decode(header) as { alg?: unknown } | undefined)?.alg !== 'ES256')
    return err('revocations: expected ES256');
  return ok(decode(claims));
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
