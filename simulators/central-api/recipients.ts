import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type KeyPair, newKeyPair } from '@borne/sync/envelope/hpke';
import { recipientOf } from '@borne/sync/envelope/recipient';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';

/** The centre's keys for the bodies of records, by the name that a header gives. */
export type RecipientRing = ReadonlyMap<string, KeyPair>;

export const ringOf = (pairs: readonly KeyPair[]): RecipientRing =>
  new Map(pairs.map((pair) => [recipientOf(pair.publicKey).id, pair]));

const Key = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' });
const KeyFile = Type.Object(
  {
    pairs: Type.Array(Type.Object({ publicKey: Key, privateKey: Key }, { additionalProperties: false }), {
      minItems: 1,
      maxItems: 2,
    }),
  },
  { additionalProperties: false },
);
const keyFile = Compile(KeyFile);

/**
 * The key pairs in `file`, the one that kiosks are to seal to first; a new one when there is no file. A real centre would keep
 * private keys in hardware. Throws when the file holds something else: nothing sealed to lost keys can ever be read.
 */
export function openRecipientPairs(file: string): readonly KeyPair[] {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    const { publicKey, privateKey } = newKeyPair();
    const pairs = [{ publicKey: textOf(publicKey), privateKey: textOf(privateKey) }];
    writeFileSync(file, JSON.stringify({ pairs } satisfies Static<typeof KeyFile>), {
      mode: 0o600,
      flush: true,
    });
  }
  let held: unknown;
  try {
    held = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    held = undefined;
  }
  if (!keyFile.Check(held))
    throw new Error(
      `${file}: expected { "pairs": [ { "publicKey", "privateKey" } ] }, one or two of X25519 in base64url`,
    );
  return held.pairs.map(({ publicKey, privateKey }) => ({
    publicKey: bytesOf(publicKey),
    privateKey: bytesOf(privateKey),
  }));
}

const textOf = (key: Uint8Array) => Buffer.from(key).toString('base64url');
const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'base64url'));
