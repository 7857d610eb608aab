import 'reflect-metadata';
import { createPublicKey, type KeyObject, webcrypto } from 'node:crypto';
import { Pkcs10CertificateRequestGenerator } from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** A PKCS#10 request (RFC 2986) for `key`, signed with it, in base64 of DER. `kiosk` is its subject. */
export async function certificateRequest(key: KeyObject, kiosk: string): Promise<string> {
  const { subtle } = webcrypto;
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const keys = {
    privateKey: await subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']),
    publicKey: await subtle.importKey('spki', spki, algorithm, true, ['verify']),
  };
  const request = await Pkcs10CertificateRequestGenerator.create(
    { name: [{ CN: [kiosk] }], keys, signingAlgorithm: algorithm },
    webcrypto as Crypto,
  );
  return Buffer.from(request.rawData).toString('base64');
}
