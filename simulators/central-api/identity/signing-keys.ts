import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { err, ok, type Result } from '@borne/domain/result';
import { signingKeyId } from '@borne/sync/identity/central-signature';
import { newEd25519Key } from '@borne/sync/keys/new-key';
import type { Kysely, Transaction } from 'kysely';
import type { Store } from '../store/store.ts';
import type { Tables } from '../store/tables.ts';
import { takeTurn } from '../store/turns.ts';

export type Purpose = Tables['signing_key']['purpose'];

/** Which key signed, and its signature in base64url. */
export interface CentralSignature {
  readonly key: string;
  readonly signature: string;
}

/** One key, and what it signs: Ed25519, base64url. */
interface Signer {
  readonly id: string;
  readonly publicKey: string;
  sign(statement: string): string;
}

interface SigningKey {
  readonly id: string;
  readonly purpose: Purpose;
  readonly privateKey: KeyObject;
  readonly publicKey: string;
  readonly since: number;
}

/**
 * How long a new key is only given to kiosks before the next one may be made, which sets it to work, in milliseconds: in that time they hear
 * of it, and so does every process. As long as a centre may go back to a backup: of all rotations since, it then lacks one at most, which it
 * catches up with by rotating again.
 */
export const LEAD = 7 * 24 * 3_600_000;

/** How old what is known of the keys may be, in milliseconds: another process may rotate them. */
const FRESH = 60_000;

/** Public keys of each purpose, Ed25519 in base64url: the one that signs first, then the one that will. */
export type StandingKeys = Readonly<Record<Purpose, string[]>>;

/** Tells kiosks of the keys, in the transaction that changes them: none is ever changed that they were not told of. */
export type Announce = (trx: Transaction<Tables>, keys: StandingKeys) => Promise<void>;

const PURPOSES = ['watermark', 'manifest'] as const satisfies readonly Purpose[];

/**
 * The keys with which the centre signs, Ed25519 (RFC 8032), two of each purpose at most. Kiosks have both, and the older one signs: a newer
 * one is announced under it, and signs once the next is announced. A real centre would keep those of watermarks in hardware, and the one of
 * manifests away from every network.
 */
export class SigningKeys {
  readonly #store: Store;
  readonly #now: () => number;
  #readAt = 0;
  #keys: readonly SigningKey[] = [];

  private constructor(store: Store, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** Opens the keys in the store; one of each purpose is made the first time. */
  static async open(store: Store, now: () => number): Promise<SigningKeys> {
    const keys = new SigningKeys(store, now);
    await keys.#inTurn(async (trx) => {
      const there = await standing(trx);
      for (const purpose of PURPOSES)
        if (!there.some((key) => key.purpose === purpose)) await insert(trx, purpose, now());
    });
    return keys;
  }

  sign(purpose: Purpose, statement: string): CentralSignature {
    const signer = this.signer(purpose);
    return { key: signer.id, signature: signer.sign(statement) };
  }

  /** The key that signs now. */
  signer(purpose: Purpose): Signer {
    const [key] = this.#of(purpose);
    if (!key) throw new Error(`a centre has a key for each ${purpose}`);
    const { id, publicKey, privateKey } = key;
    return {
      ...{ id, publicKey },
      sign: (statement) => sign(null, Buffer.from(statement), privateKey).toString('base64url'),
    };
  }

  /** What kiosks are given: the key that signs first, then the one that will. */
  publicKeys(purpose: Purpose): string[] {
    return this.#of(purpose).map(({ publicKey }) => publicKey);
  }

  /**
   * Makes a key that kiosks are given from now on, sets the one before to work, and retires any older. The error says from when on (epoch
   * milliseconds) another may be made: a kiosk that heard of none of two in a row would believe nobody any more.
   */
  rotate(purpose: Purpose, announce: Announce): Promise<Result<void, { readonly notBefore: number }>> {
    return this.#inTurn(async (trx) => {
      const [newest, ...older] = (await standing(trx)).filter((key) => key.purpose === purpose).reverse();
      const now = this.#now();
      if (newest && older.length > 0 && now < newest.since + LEAD)
        return err({ notBefore: newest.since + LEAD });
      await insert(trx, purpose, Math.max(now, (newest?.since ?? 0) + 1));
      for (const { id } of older)
        await trx.updateTable('signing_key').set({ retired_since: now }).where('id', '=', id).execute();
      await announce(trx, await standingKeys(trx));
      return ok(undefined);
    });
  }

  /** Tells kiosks of the keys as they are. */
  announce(announce: Announce): Promise<void> {
    return this.#inTurn(async (trx) => announce(trx, await standingKeys(trx)));
  }

  /** The older one first. */
  #of(purpose: Purpose): readonly SigningKey[] {
    this.#lookAgain();
    return this.#keys.filter((key) => key.purpose === purpose);
  }

  /** One process at a time changes the keys; this one knows afterwards what they are. */
  async #inTurn<T>(change: (trx: Transaction<Tables>) => Promise<T>): Promise<T> {
    const changed = await this.#store.transact(async (trx) => {
      await takeTurn(trx, 'signing keys');
      return change(trx);
    });
    await this.#read();
    return changed;
  }

  /** What this process does not know yet, it learns long before it matters: nobody waits. */
  #lookAgain(): void {
    // A clock that is set back must not make what is known look young for long.
    if (Math.abs(this.#now() - this.#readAt) < FRESH) return;
    this.#readAt = this.#now();
    this.#read().catch(() => undefined);
  }

  async #read(): Promise<void> {
    this.#readAt = this.#now();
    const rows = await standing(this.#store.db);
    this.#keys = rows.map(({ id, purpose, private_key, public_key: publicKey, since }) => ({
      ...{ id, purpose, publicKey, since },
      privateKey: createPrivateKey(private_key),
    }));
  }
}

/** Keys that were not retired, the oldest first. */
const standing = (db: Pick<Kysely<Tables>, 'selectFrom'>) =>
  db
    .selectFrom('signing_key')
    .selectAll()
    .where('retired_since', 'is', null)
    .orderBy('since')
    .orderBy('id')
    .execute();

async function standingKeys(trx: Transaction<Tables>): Promise<StandingKeys> {
  const keys = await standing(trx);
  const of = (purpose: Purpose) =>
    keys.filter((key) => key.purpose === purpose).map(({ public_key }) => public_key);
  return { watermark: of('watermark'), manifest: of('manifest') };
}

async function insert(trx: Transaction<Tables>, purpose: Purpose, since: number): Promise<void> {
  const key = newEd25519Key();
  const { x: public_key = '' } = createPublicKey(key).export({ format: 'jwk' });
  const private_key = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  await trx
    .insertInto('signing_key')
    .values({ id: signingKeyId(public_key), purpose, private_key, public_key, since })
    .execute();
}
