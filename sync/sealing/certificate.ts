import { createHash, verify, X509Certificate } from 'node:crypto';
import { err, ok, type Result } from '@borne/domain/result';
import { type EpochMilliseconds, epochMilliseconds } from '@borne/domain/time';

/**
 * A certificate that seals, or the one of an authority (RFC 5280). The common names of subject and issuer are the identifiers
 * that the header of a 2D-Doc has room for.
 */
export interface SealingCertificate {
  readonly x509: X509Certificate;
  readonly authority: string;
  readonly certificate: string;
  /** The organisation that issued it, and the unit it was issued to: a kiosk. For a person to read. */
  readonly issuedBy: string;
  readonly issuedTo: string;
  readonly notBefore: EpochMilliseconds;
  readonly notAfter: EpochMilliseconds;
}

/** Reads a certificate in DER or PEM. The error says why it is none that seals could have. */
export function readCertificate(bytes: Uint8Array | string): Result<SealingCertificate, string> {
  let x509: X509Certificate;
  try {
    x509 = new X509Certificate(bytes);
  } catch {
    return err('not an X.509 certificate');
  }
  const [authority, certificate] = [commonName(x509.issuer), commonName(x509.subject)];
  if (authority === undefined || certificate === undefined)
    return err('its issuer and subject have no common name of four capitals or digits');
  if (x509.publicKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return err('its key is not on P-256');
  const [notBefore, notAfter] = [Date.parse(x509.validFrom), Date.parse(x509.validTo)];
  return ok({
    x509,
    authority,
    certificate,
    issuedBy: attribute(x509.issuer, 'O'),
    issuedTo: attribute(x509.subject, 'OU'),
    notBefore: epochMilliseconds(notBefore),
    notAfter: epochMilliseconds(notAfter),
  });
}

const commonName = (name: string): string | undefined => /^CN=([0-9A-Z]{4})$/m.exec(name)?.[1];

/** An attribute of a distinguished name as `node:crypto` writes it: one a line, signs escaped. Empty when there is none. */
const attribute = (name: string, key: string): string =>
  (new RegExp(`^${key}=(.*)$`, 'm').exec(name)?.[1] ?? '').replaceAll('\\', '');

/** Whether `authority` is one, and issued `certificate`, by name and by signature. */
export function issued(authority: SealingCertificate, certificate: SealingCertificate): boolean {
  return (
    authority.x509.ca &&
    !certificate.x509.ca &&
    certificate.x509.checkIssued(authority.x509) &&
    certificate.x509.verify(authority.x509.publicKey)
  );
}

/** Whether it is an authority that stands for itself: its own issuer. */
export const isAuthority = (certificate: SealingCertificate): boolean =>
  certificate.x509.ca && certificate.x509.verify(certificate.x509.publicKey);

/** What the signature of a seal is over, before the last SHA-256: the header, then the digest of the payload. */
export const signingInput = (header: Uint8Array, payload: Uint8Array): Uint8Array =>
  Buffer.concat([header, createHash('sha256').update(payload).digest()]);

/** Whether the key of `certificate` made `signature`, 64 bytes, over a seal's header and payload. */
export function verifies(
  { x509 }: SealingCertificate,
  header: Uint8Array,
  payload: Uint8Array,
  signature: Uint8Array,
): boolean {
  const key = { key: x509.publicKey, dsaEncoding: 'ieee-p1363' } as const;
  return signature.length === 64 && verify('sha256', signingInput(header, payload), key, signature);
}
