import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

const publicKeyEncoding = { type: 'spki', format: 'der' } as const;
const privateKeyEncoding = { type: 'pkcs8', format: 'der' } as const;

/**
 * Keys are asked for in an encoding, and read again: exporting a key object that `generateKeyPairSync` returned hangs Node 20 for
 * ever when garbage is collected meanwhile (`~KeyGenJob` waits for the lock that the export holds).
 */
const read = (key: Buffer): KeyObject => createPrivateKey({ key, type: 'pkcs8', format: 'der' });

/** A new private key on P-256 (FIPS 186-5). */
export function newP256Key(): KeyObject {
  const options = { namedCurve: 'P-256', publicKeyEncoding, privateKeyEncoding };
  return read(generateKeyPairSync('ec', options).privateKey);
}

/** A new private key for Ed25519 (RFC 8032). */
export function newEd25519Key(): KeyObject {
  return read(generateKeyPairSync('ed25519', { publicKeyEncoding, privateKeyEncoding }).privateKey);
}
