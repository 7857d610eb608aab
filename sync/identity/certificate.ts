import 'reflect-metadata';
import type { KeyObject, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { X509Certificate as ParsedCertificate } from '@peculiar/x509';

/** What is wrong with a certificate, the worst first. */
export type CertificateFault =
  /** Not issued by the fleet's authority, or not in the form in which it issues. */
  | 'wrong-authority'
  /** For the other end of a connection. */
  | 'wrong-usage'
  /** For another name or address. */
  | 'wrong-name'
  | 'not-yet-valid'
  | 'expired';

export interface CertificateClaim {
  readonly usage: 'server' | 'client';
  /** Of a server: the name or the address that was asked for. */
  readonly name?: string;
  /** When its dates are judged, epoch milliseconds; undefined: they are not. */
  readonly at: number | undefined;
}

/** Extended key usages (RFC 5280 §4.2.1.12). */
const USAGES = { server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2' } as const;

/** Critical extensions whose meaning is judged here or by `node:crypto`: basicConstraints, keyUsage, extKeyUsage, subjectAltName. */
const understood = new Set(['2.5.29.19', '2.5.29.15', '2.5.29.37', '2.5.29.17']);

/**
 * Judges a certificate of the fleet: two levels, one authority, P-256. It asks for all that OpenSSL's verification asks for such a
 * chain (RFC 5280 §6.1) and for more, with one difference: dates are judged at a time that is given, since a kiosk's own clock may be
 * years off.
 */
export function judgeCertificate(
  leaf: X509Certificate,
  authority: X509Certificate,
  { usage, name, at }: CertificateClaim,
): CertificateFault | undefined {
  if (!isIssuedBy(leaf, authority)) return 'wrong-authority';
  if (!leaf.keyUsage?.includes(USAGES[usage])) return 'wrong-usage';
  if (name !== undefined && !isFor(leaf, name)) return 'wrong-name';
  if (at === undefined) return undefined;
  for (const { validFrom, validTo } of [leaf, authority]) {
    if (at < Date.parse(validFrom)) return 'not-yet-valid';
    if (at > Date.parse(validTo)) return 'expired';
  }
  return undefined;
}

function isIssuedBy(leaf: X509Certificate, authority: X509Certificate): boolean {
  try {
    return (
      authority.ca &&
      !leaf.ca &&
      onP256(authority.publicKey) &&
      leaf.checkIssued(authority) &&
      leaf.verify(authority.publicKey) &&
      onP256(leaf.publicKey) &&
      isOfOurForm(leaf)
    );
  } catch {
    // A key or a form that cannot even be read: strangers choose what they show.
    return false;
  }
}

const onP256 = (key: KeyObject) => key.asymmetricKeyDetails?.namedCurve === 'prime256v1';

/** Signed with SHA-256, and nothing critical in it that is not understood (RFC 5280 §4.2). */
function isOfOurForm(leaf: X509Certificate): boolean {
  const { signatureAlgorithm, extensions } = new ParsedCertificate(new Uint8Array(leaf.raw));
  const { name, hash } = signatureAlgorithm as { name: string; hash?: { name: string } };
  return (
    name === 'ECDSA' &&
    hash?.name === 'SHA-256' &&
    extensions.every(({ critical, type }) => !critical || understood.has(type))
  );
}

/** By its alternative names only: a common name is none (RFC 6125 §6.4.4). */
const isFor = (leaf: X509Certificate, name: string): boolean =>
  isIP(name) === 0
    ? leaf.checkHost(name, { subject: 'never' }) !== undefined
    : leaf.checkIP(name) !== undefined;

/** The kiosk that a client's certificate names; nothing when it names none. */
export const kioskNamed = ({ subject }: X509Certificate): string | undefined =>
  /^CN=([A-Za-z0-9][A-Za-z0-9._-]{0,63})$/m.exec(subject)?.[1];

/** SHA-256 of a certificate, in hex. */
export const fingerprintOf = ({ fingerprint256 }: X509Certificate): string =>
  fingerprint256.replaceAll(':', '').toLowerCase();

/** Validity, epoch milliseconds. */
export const validityOf = ({ validFrom, validTo }: X509Certificate) => ({
  notBefore: Date.parse(validFrom),
  notAfter: Date.parse(validTo),
});
