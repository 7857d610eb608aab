import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

/**
 * Both keys are asked for in an encoding, and read again: exporting a key object that `generateKeyPairSync` returned hangs Node 20 for
 * ever when garbage is collected meanwhile (`~KeyGenJob` waits for the lock that the export holds).
 */
const encodings = {
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'der' },
} as const;

const read = (key: Buffer): KeyObject => createPrivateKey({ key, type: 'pkcs8', format: 'der' });

/** A new private key on P-256 (FIPS 186-5). */
export const newP256Key = (): KeyObject =>
  read(generateKeyPairSync('ec', { namedCurve: 'P-256', ...encodings }).privateKey);

/** A new private key for Ed25519 (RFC 8032). */
export const newEd25519Key = (): KeyObject => read(generateKeyPairSync('ed25519', encodings).privateKey);
