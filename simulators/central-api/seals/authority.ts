import 'reflect-metadata';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { newP256Key } from '@borne/sync/keys/new-key';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { algorithm, crypto, DAY, HEAD_START, newSerial, signingKey } from '../x509.ts';

/** No country has the code ZZ, and none ever will (ISO 3166-1, user-assigned): the authority can be taken for nobody's. */
export const AUTHORITY_ID = 'ZZ99';
const AUTHORITY_NAME = 'Borne — autorité de TEST, sans valeur';

const AUTHORITY_DAYS = 3652;
/** A kiosk that is offline for a month when its renewal is due still seals: a third of this is left. */
export const CERTIFICATE_DAYS = 90;

/** The key of the authority and its own certificate (DER), as they are stored. */
export interface StoredAuthority {
  /** PKCS#8, PEM. */
  readonly privateKey: string;
  readonly certificate: Uint8Array<ArrayBuffer>;
}

/** A new authority, valid for ten years from `now`. */
export async function createAuthority(now: number): Promise<StoredAuthority> {
  const privateKey = newP256Key();
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const keys = {
    privateKey: await signingKey(privateKey),
    publicKey: await crypto.subtle.importKey('spki', spki, algorithm, true, ['verify']),
  };
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: newSerial(),
      name: [{ CN: [AUTHORITY_ID] }, { O: [AUTHORITY_NAME] }, { C: ['ZZ'] }],
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

export interface IssuedCertificate {
  readonly certificate: Uint8Array<ArrayBuffer>;
  readonly notBefore: number;
  readonly notAfter: number;
}

/** Certifies the key `spki` of a kiosk under the identifier `id`, for 90 days from `now`. */
export async function issueCertificate(
  { privateKey, certificate: own }: StoredAuthority,
  {
    id,
    kiosk,
    spki,
    now,
  }: {
    readonly id: string;
    readonly kiosk: string;
    readonly spki: Uint8Array<ArrayBuffer>;
    readonly now: number;
  },
): Promise<IssuedCertificate> {
  const authority = new X509Certificate(own);
  // X.509 counts in seconds.
  const notBefore = Math.floor((now - HEAD_START) / 1000) * 1000;
  const notAfter = notBefore + CERTIFICATE_DAYS * DAY;
  const publicKey = await crypto.subtle.importKey('spki', spki, algorithm, true, ['verify']);
  const issued = await X509CertificateGenerator.create(
    {
      serialNumber: newSerial(),
      subject: [{ CN: [id] }, { OU: [kiosk] }, { O: [AUTHORITY_NAME] }, { C: ['ZZ'] }],
      issuer: authority.subject,
      notBefore: new Date(notBefore),
      notAfter: new Date(notAfter),
      signingAlgorithm: algorithm,
      publicKey,
      signingKey: await signingKey(createPrivateKey(privateKey)),
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        await SubjectKeyIdentifierExtension.create(publicKey, false, crypto),
        await AuthorityKeyIdentifierExtension.create(authority, false, crypto),
      ],
    },
    crypto,
  );
  return { certificate: new Uint8Array(issued.rawData), notBefore, notAfter };
}
