import { createHash, createPublicKey, verify } from 'node:crypto';
import { type WatermarkClaim, watermarkStatement } from '../contract/statements.ts';

/** Names one of the centre's signing keys (32 bytes, base64url): see `SigningKeyId`. */
export const signingKeyId = (publicKey: string): string =>
  createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('hex').slice(0, 16);

/** Signatures of Ed25519 are 64 bytes (RFC 8032 §5.1.6). */
const SIGNATURE = 64;

/** Whether `signature` (base64url) over `statement` was made by the one of `keys` that `key` names: Ed25519 (RFC 8032). */
export function isSignedByCentre(
  statement: string | Uint8Array,
  keys: readonly string[],
  { key, signature }: { readonly key: string; readonly signature: string },
): boolean {
  const publicKey = keys.find((each) => signingKeyId(each) === key);
  if (publicKey === undefined) return false;
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: publicKey };
  const proof = Buffer.from(signature, 'base64url');
  return (
    proof.length === SIGNATURE &&
    verify(null, Buffer.from(statement), createPublicKey({ key: jwk, format: 'jwk' }), proof)
  );
}

/** Tells the centre's watermarks from any others, by its keys for them: what the uplink believes. */
export const watermarkCheck =
  (keys: () => readonly string[]) =>
  (claim: WatermarkClaim, key: string, signature: string): boolean =>
    isSignedByCentre(watermarkStatement(claim), keys(), { key, signature });
