import { type Static, Type } from 'typebox';
import { RecipientKeys } from '../envelope/recipient.ts';

/** An Ed25519 public key (RFC 8032), 32 bytes in base64url. */
const Ed25519Key = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' });

/** Names a signing key of the centre: the first eight bytes of the SHA-256 of the public one, in hex. */
export const SigningKeyId = Type.String({ pattern: '^[0-9a-f]{16}$' });

/** Two while one takes over from the other. */
const SigningKeys = Type.Array(Ed25519Key, { minItems: 1, maxItems: 2 });

/**
 * The centre's public keys, as a kiosk is given them when it is enrolled, and later by the downlink: whom the journal is sealed
 * to, who signs watermarks, and who signs the manifest of the downlink (kept offline, by another hand than the first two).
 */
export const CentralKeys = Type.Object(
  { recipients: RecipientKeys.properties.keys, watermark: SigningKeys, manifest: SigningKeys },
  { additionalProperties: false },
);

export type CentralKeys = Static<typeof CentralKeys>;
