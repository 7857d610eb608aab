import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
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

/**
 * The keys with which the centre signs, Ed25519 (RFC 8032), two of each purpose at most: the newest signs, the one before is still
 * given to kiosks that may have statements of it. They are read when the centre opens and at each rotation. A real centre would
 * keep those of watermarks in hardware, and the one of manifests away from every network.
 */
export class SigningKeys {
  readonly #db: Kysely<Tables>;
  readonly #now: () => number;
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
      if (keys.#keys[purpose].length === 0) await keys.rotate(purpose);
    return keys;
  }

  sign(purpose: Purpose, statement: string | Uint8Array): CentralSignature {
    const [key] = this.#keys[purpose];
    if (!key) throw new Error(`a centre has a key for each ${purpose}`);
    const signature = sign(null, Buffer.from(statement), key.privateKey).toString('base64url');
    return { key: key.id, signature };
  }

  /**
   * Signs with the key before the newest of a purpose, if there is one: what is to bring kiosks the newest must be signed with one that
   * they have.
   */
  known(purpose: Purpose): { readonly publicKey: string; sign(statement: string): string } {
    const key = this.#keys[purpose].at(-1);
    if (!key) throw new Error(`a centre has a key for each ${purpose}`);
    return {
      publicKey: key.publicKey,
      sign: (statement) => sign(null, Buffer.from(statement), key.privateKey).toString('base64url'),
    };
  }

  /** What kiosks are given: the key that signs first. */
  publicKeys(purpose: Purpose): string[] {
    return this.#keys[purpose].map(({ publicKey }) => publicKey);
  }

  /** Makes a key that signs from now on, and retires all but the one before. */
  async rotate(purpose: Purpose): Promise<void> {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const { x: public_key = '' } = publicKey.export({ format: 'jwk' });
    const id = createHash('sha256').update(Buffer.from(public_key, 'base64url')).digest('hex').slice(0, 16);
    const private_key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const newest = this.#keys[purpose][0]?.since ?? 0;
    const since = Math.max(this.#now(), newest + 1);
    await this.#db
      .insertInto('signing_key')
      .values({ id, purpose, private_key, public_key, since })
      .execute();
    await this.#read();
    for (const { id: old } of this.#keys[purpose].slice(2))
      await this.#db.updateTable('signing_key').set({ retired_since: since }).where('id', '=', old).execute();
    await this.#read();
  }

  async #read(): Promise<void> {
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
