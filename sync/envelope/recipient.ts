import { createHash } from 'node:crypto';
import { err, ok, type Result } from '@borne/domain/result';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { type KeyPair, seal } from './hpke.ts';

/** Names a recipient's key in the clear header of what is sealed to it: the first eight bytes of its SHA-256, in hex. */
export const RecipientId = Type.String({ pattern: '^[0-9a-f]{16}$' });

/**
 * The centre's public keys as a kiosk is given them, the one to seal to first. There are two while one takes over from the other:
 * the centre opens what was sealed to either.
 */
export const RecipientKeys = Type.Object(
  {
    keys: Type.Array(
      Type.String({
        pattern: '^[A-Za-z0-9_-]{43}$',
        description: 'X25519 public key, 32 bytes in base64url',
      }),
      { minItems: 1, maxItems: 2 },
    ),
  },
  { additionalProperties: false },
);

export type RecipientKeys = Static<typeof RecipientKeys>;

const recipientKeys = Compile(RecipientKeys);

/** Somebody to seal to. */
export interface Recipient {
  readonly id: string;
  /** X25519, 32 bytes. */
  readonly publicKey: Uint8Array;
}

export const recipientOf = (publicKey: Uint8Array): Recipient => ({
  id: createHash('sha256').update(publicKey).digest('hex').slice(0, 16),
  publicKey,
});

/** The key that a kiosk seals to, from what the centre's operator gave it. */
export function parseRecipientKeys(text: string): Result<Recipient, string> {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return err('expected JSON');
  }
  if (!recipientKeys.Check(given))
    return err('expected { "keys": [ … ] }, one or two X25519 public keys of 32 bytes in base64url');
  const [first = ''] = given.keys;
  const publicKey = Uint8Array.from(Buffer.from(first, 'base64url'));
  try {
    seal(publicKey, new Uint8Array(), { info: new Uint8Array(), aad: new Uint8Array() });
  } catch {
    return err('expected a first key that can be sealed to: this one is no X25519 public key');
  }
  return ok(recipientOf(publicKey));
}

/** What the centre gives to its kiosks. */
export const recipientKeysOf = (pairs: readonly Pick<KeyPair, 'publicKey'>[]): RecipientKeys => ({
  keys: pairs.map(({ publicKey }) => Buffer.from(publicKey).toString('base64url')),
});
