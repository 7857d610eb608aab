import 'reflect-metadata';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { newP256Key } from '@borne/sync/keys/new-key';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  type Extension,
  type JsonName,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { algorithm, crypto, DAY, HEAD_START, newSerial, signingKey } from './x509.ts';

/** What makes a certificate authority of the centre, on P-256: the fleet's and the seals' are two of it. */

const AUTHORITY_DAYS = 3652;

/** Of every certificate that they issue. A kiosk renews at two thirds: a month of it may pass without a network. */
export const CERTIFICATE_DAYS = 90;

/** The key of an authority (PKCS#8, PEM) and its own certificate (DER), as they are stored. */
export interface StoredAuthority {
  readonly privateKey: string;
  readonly certificate: Uint8Array<ArrayBuffer>;
}

/** A certificate (DER) and its validity, epoch milliseconds. */
export interface IssuedCertificate {
  readonly certificate: Uint8Array<ArrayBuffer>;
  readonly notBefore: number;
  readonly notAfter: number;
}

/** A new authority, valid for ten years from `now`, which certifies no other authority. */
export async function createAuthority(name: JsonName, now: number): Promise<StoredAuthority> {
  const privateKey = newP256Key();
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const keys = {
    privateKey: await signingKey(privateKey),
    publicKey: await crypto.subtle.importKey('spki', spki, algorithm, true, ['verify']),
  };
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: newSerial(),
      name,
      notBefore: new Date(now - HEAD_START),
      notAfter: new Date(now + AUTHORITY_DAYS * DAY),
      signingAlgorithm: algorithm,
      keys,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, crypto),
      ],
    },
    crypto,
  );
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: new Uint8Array(certificate.rawData),
  };
}

/** Whose key is certified, and from when. `spki`: the public key, DER. */
export interface Certified {
  readonly name: JsonName;
  readonly spki: Uint8Array<ArrayBuffer>;
  readonly now: number;
  readonly days?: number;
}

/** Certifies a key for signatures; `usage` says what else the certificate says. */
export async function issue(
  { privateKey, certificate: own }: StoredAuthority,
  { name, spki, now, days = CERTIFICATE_DAYS }: Certified,
  usage: readonly Extension[] = [],
): Promise<IssuedCertificate> {
  const authority = new X509Certificate(own);
  // X.509 counts in seconds.
  const notBefore = Math.floor((now - HEAD_START) / 1000) * 1000;
  const notAfter = notBefore + days * DAY;
  const publicKey = await crypto.subtle.importKey('spki', spki, algorithm, true, ['verify']);
  const issued = await X509CertificateGenerator.create(
    {
      serialNumber: newSerial(),
      subject: name,
      issuer: authority.subject,
      notBefore: new Date(notBefore),
      notAfter: new Date(notAfter),
      signingAlgorithm: algorithm,
      publicKey,
      signingKey: await signingKey(createPrivateKey(privateKey)),
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        ...usage,
        await SubjectKeyIdentifierExtension.create(publicKey, false, crypto),
        await AuthorityKeyIdentifierExtension.create(authority, false, crypto),
      ],
    },
    crypto,
  );
  return { certificate: new Uint8Array(issued.rawData), notBefore, notAfter };
}
