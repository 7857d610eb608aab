import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { type KeyPair, newKeyPair } from '@borne/sync/envelope/hpke';
import { recipientKeysOf, recipientOf } from '@borne/sync/envelope/recipient';
import { replaceFile } from '@borne/sync/replace-file';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';

/** The centre's keys for the bodies of records, by the name that a header gives. */
export type RecipientRing = ReadonlyMap<string, KeyPair>;

export const ringOf = (pairs: readonly KeyPair[]): RecipientRing =>
  new Map(pairs.map((pair) => [recipientOf(pair.publicKey).id, pair]));

/** What was sealed to a key may come years later, from a kiosk without network: none is ever taken out. */
const MOST_PAIRS = 100;

const Key = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' });
const KeyFile = Type.Object(
  {
    pairs: Type.Array(Type.Object({ publicKey: Key, privateKey: Key }, { additionalProperties: false }), {
      minItems: 1,
      maxItems: MOST_PAIRS,
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
  if (!existsSync(file)) write(file, [newKeyPair()]);
  let held: unknown;
  try {
    held = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    held = undefined;
  }
  if (!keyFile.Check(held))
    throw new Error(
      `${file}: expected { "pairs": [ { "publicKey", "privateKey" } ] }, 1 to ${MOST_PAIRS} of X25519 in base64url`,
    );
  return held.pairs.map(({ publicKey, privateKey }) => ({
    publicKey: bytesOf(publicKey),
    privateKey: bytesOf(privateKey),
  }));
}

/**
 * Puts a new pair before those in `file`, which go on opening what was sealed to them. A centre knows it when it starts next. Throws when
 * another process does so now.
 */
export function addRecipientPair(file: string): void {
  const lock = `${file}.lock`;
  takeLock(lock);
  try {
    const pairs = openRecipientPairs(file);
    if (pairs.length === MOST_PAIRS) throw new Error(`${file}: holds ${MOST_PAIRS} pairs, as many as it may`);
    write(file, [newKeyPair(), ...pairs]);
  } finally {
    rmSync(lock);
  }
}

function takeLock(lock: string): void {
  try {
    closeSync(openSync(lock, 'wx'));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    throw new Error(
      `${lock} is there: expected nobody else to change the keys now; remove it if nobody does`,
    );
  }
}

/** The public keys that kiosks are given: the one to seal to, and the one that it takes over from. */
export const publishedRecipients = (pairs: readonly KeyPair[]): string[] =>
  recipientKeysOf(pairs.slice(0, 2)).keys;

function write(file: string, pairs: readonly KeyPair[]): void {
  const content: Static<typeof KeyFile> = {
    pairs: pairs.map(({ publicKey, privateKey }) => ({
      publicKey: textOf(publicKey),
      privateKey: textOf(privateKey),
    })),
  };
  replaceFile(file, JSON.stringify(content));
}

const textOf = (key: Uint8Array) => Buffer.from(key).toString('base64url');
const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'base64url'));
