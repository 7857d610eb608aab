import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { newEd25519Key } from '@borne/sync/keys/new-key';
import type { Kysely } from 'kysely';
import type { Tables } from '../store/tables.ts';

export type Purpose = Tables['signing_key']['purpose'];

/** Which key signed, and its signature in base64url. */
export interface CentralSignature {
  readonly key: string;
  readonly signature: string;
}

interface SigningKey {
  readonly id: string;
  readonly privateKey: KeyObject;
  readonly publicKey: string;
  readonly since: number;
}

/** How long a new key is only given to kiosks before it signs, in milliseconds: in that time they all hear of it, and so does every process. */
export const LEAD = 24 * 3_600_000;

/** How old what is known of the keys may be, in milliseconds: another process may rotate them. */
const FRESH = 60_000;

/**
 * The keys with which the centre signs, Ed25519 (RFC 8032), two of each purpose at most: the one that signs, and the one that will or that
 * did. Kiosks have both. A real centre would keep those of watermarks in hardware, and the one of manifests away from every network.
 */
export class SigningKeys {
  readonly #db: Kysely<Tables>;
  readonly #now: () => number;
  #readAt = 0;
  #keys: Readonly<Record<Purpose, readonly SigningKey[]>> = { watermark: [], manifest: [] };

  private constructor(db: Kysely<Tables>, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /** Opens the keys in the store; one of each purpose is made the first time. */
  static async open(db: Kysely<Tables>, now: () => number): Promise<SigningKeys> {
    const keys = new SigningKeys(db, now);
    await keys.#read();
    for (const purpose of ['watermark', 'manifest'] as const)
      if (keys.#keys[purpose].length === 0) await keys.rotate(purpose, 0);
    return keys;
  }

  sign(purpose: Purpose, statement: string | Uint8Array): CentralSignature {
    this.#lookAgain();
    const key = this.#inForce(purpose)[0];
    if (!key) throw new Error(`a centre has a key for each ${purpose}`);
    const signature = sign(null, Buffer.from(statement), key.privateKey).toString('base64url');
    return { key: key.id, signature };
  }

  /**
   * Signs with the key before the newest of a purpose, if there is one: what is to bring kiosks the newest must be signed with one that
   * they have.
   */
  known(purpose: Purpose): { readonly publicKey: string; sign(statement: string): string } {
    this.#lookAgain();
    const key = this.#keys[purpose].at(-1);
    if (!key) throw new Error(`a centre has a key for each ${purpose}`);
    return {
      publicKey: key.publicKey,
      sign: (statement) => sign(null, Buffer.from(statement), key.privateKey).toString('base64url'),
    };
  }

  /** What kiosks are given: the key that signs first, then the other. */
  publicKeys(purpose: Purpose): string[] {
    this.#lookAgain();
    return this.#inForce(purpose).map(({ publicKey }) => publicKey);
  }

  /** Makes a key that kiosks are given from now on and that signs after `lead`, and retires all but the one before. */
  async rotate(purpose: Purpose, lead = LEAD): Promise<void> {
    const privateKey = newEd25519Key();
    const { x: public_key = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
    const id = createHash('sha256').update(Buffer.from(public_key, 'base64url')).digest('hex').slice(0, 16);
    const private_key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const newest = this.#keys[purpose][0]?.since ?? 0;
    const since = Math.max(this.#now() + lead, newest + 1);
    await this.#db
      .insertInto('signing_key')
      .values({ id, purpose, private_key, public_key, since })
      .execute();
    await this.#read();
    for (const { id: old } of this.#keys[purpose].slice(2))
      await this.#db.updateTable('signing_key').set({ retired_since: since }).where('id', '=', old).execute();
    await this.#read();
  }

  /** The one that signs, then the other. */
  #inForce(purpose: Purpose): readonly SigningKey[] {
    const keys = this.#keys[purpose];
    const now = this.#now();
    const signing = keys.find(({ since }) => since <= now) ?? keys.at(-1);
    return signing ? [signing, ...keys.filter((key) => key !== signing)] : [];
  }

  /** What this process does not know yet, it learns long before it matters: nobody waits. */
  #lookAgain(): void {
    if (this.#now() - this.#readAt < FRESH) return;
    this.#readAt = this.#now();
    this.#read().catch(() => undefined);
  }

  async #read(): Promise<void> {
    this.#readAt = this.#now();
    const rows = await this.#db
      .selectFrom('signing_key')
      .selectAll()
      .where('retired_since', 'is', null)
      .orderBy('since', 'desc')
      .orderBy('id')
      .execute();
    const of = (purpose: Purpose) =>
      rows
        .filter((row) => row.purpose === purpose)
        .map(({ id, private_key, public_key: publicKey, since }) => ({
          id,
          since,
          privateKey: createPrivateKey(private_key),
          publicKey,
        }));
    this.#keys = { watermark: of('watermark'), manifest: of('manifest') };
  }
}
