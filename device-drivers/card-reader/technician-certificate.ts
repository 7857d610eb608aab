import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type CalendarDate, parseCalendarDate } from '@borne/domain/calendar-date';
import { err, ok, type Result } from '@borne/domain/result';
import { readText } from './card-text.ts';
import type { TechnicianId } from './port.ts';
import { findTlv, readTlv } from './tlv.ts';

/** Who may say that somebody is a technician: the name certificates call it by, and its P-256 public key. */
export interface TechnicianAuthority {
  readonly reference: string;
  readonly publicKey: KeyObject;
}

export interface TechnicianCertificate {
  readonly technician: TechnicianId;
  readonly publicKey: KeyObject;
}

const CERTIFICATE = 0x7f21;
const BODY = 0x7f4e;
const AUTHORITY = 0x42;
const PUBLIC_KEY = 0x7f49;
const POINT = 0x86;
const HOLDER = 0x5f20;
const EFFECTIVE = 0x5f25;
const EXPIRATION = 0x5f24;
const SIGNATURE = 0x5f37;

/** Reads an authority's public key, PEM. The error says what was expected. */
export function parseTechnicianAuthority(
  reference: string,
  pem: string,
): Result<TechnicianAuthority, string> {
  try {
    const publicKey = createPublicKey(pem);
    if (publicKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
      return err('technician authority: expected a P-256 public key');
    }
    return ok({ reference, publicKey });
  } catch {
    return err('technician authority: expected a public key in PEM');
  }
}

/**
 * Reads a card-verifiable certificate (ISO/IEC 7816-8 annex B, profile in docs/card.md) and checks its signature,
 * its authority and that `today` is within its dates. The signature covers the body, `7F4E` and its length included.
 */
export function checkCertificate(
  file: Uint8Array,
  authority: TechnicianAuthority,
  today: CalendarDate,
): Result<TechnicianCertificate, string> {
  const outer = readTlv(file);
  const certificate = readTlv((outer.ok && findTlv(outer.value, CERTIFICATE)) || new Uint8Array());
  if (!certificate.ok) return certificate;
  const [first] = certificate.value;
  const signature = findTlv(certificate.value, SIGNATURE);
  if (first?.tag !== BODY || signature?.length !== 64)
    return err('certificate: expected 7F4E and 5F37 in 7F21');
  const body = readTlv(first.value);
  if (!body.ok) return body;

  const issuer = readText(findTlv(body.value, AUTHORITY), 16);
  if (!issuer.ok || issuer.value !== authority.reference) return err('certificate of another authority');
  if (!verify('sha256', first.encoded, { key: authority.publicKey, dsaEncoding: 'ieee-p1363' }, signature)) {
    return err('certificate: bad signature');
  }

  const technician = readText(findTlv(body.value, HOLDER), 16);
  if (!technician.ok) return err(`certificate holder: ${technician.error}`);
  const from = readBcdDay(findTlv(body.value, EFFECTIVE));
  const to = readBcdDay(findTlv(body.value, EXPIRATION));
  if (!from || !to) return err('certificate dates: expected 6 digits AAMMJJ, one a byte');
  if (today < from) return err(`certificate valid from ${from} only`);
  if (today > to) return err(`certificate expired on ${to}`);
  const key = readTlv(findTlv(body.value, PUBLIC_KEY) ?? new Uint8Array());
  const publicKey = key.ok ? importPoint(findTlv(key.value, POINT)) : undefined;
  if (!publicKey) return err('certificate key: expected an uncompressed P-256 point');
  return ok({ technician: technician.value as TechnicianId, publicKey });
}

function readBcdDay(digits: Uint8Array | undefined): CalendarDate | undefined {
  if (digits?.length !== 6 || digits.some((digit) => digit > 9)) return undefined;
  const [y1, y2, m1, m2, d1, d2] = digits;
  const date = parseCalendarDate(`20${y1}${y2}-${m1}${m2}-${d1}${d2}`);
  return date.ok ? date.value : undefined;
}

function importPoint(point: Uint8Array | undefined): KeyObject | undefined {
  if (point?.length !== 65 || point[0] !== 0x04) return undefined;
  const coordinate = (from: number) => Buffer.from(point.subarray(from, from + 32)).toString('base64url');
  try {
    return createPublicKey({
      key: { kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(33) },
      format: 'jwk',
    });
  } catch {
    return undefined;
  }
}
