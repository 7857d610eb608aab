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

/**
 * Whom keys (base64url) name, the one to seal to first, each of them sealed to once: 32 bytes may be no point that a secret can be
 * agreed on with (RFC 7748 §6.1), and a kiosk that learnt of it at its next record could record nothing.
 */
export function recipientsIn(keys: readonly string[]): Result<readonly Recipient[], string> {
  if (!recipientKeys.Check({ keys }))
    return err('expected one or two X25519 public keys of 32 bytes in base64url');
  const recipients = keys.map((key) => recipientOf(Uint8Array.from(Buffer.from(key, 'base64url'))));
  const unusable = recipients.findIndex(({ publicKey }) => !canSealTo(publicKey));
  return unusable < 0
    ? ok(recipients)
    : err(`expected keys that can be sealed to: number ${unusable + 1} is no X25519 public key`);
}

function canSealTo(publicKey: Uint8Array): boolean {
  try {
    seal(publicKey, new Uint8Array(), { info: new Uint8Array(), aad: new Uint8Array() });
    return true;
  } catch {
    return false;
  }
}

/** What the centre gives to its kiosks. */
export const recipientKeysOf = (pairs: readonly Pick<KeyPair, 'publicKey'>[]): RecipientKeys => ({
  keys: pairs.map(({ publicKey }) => Buffer.from(publicKey).toString('base64url')),
});
