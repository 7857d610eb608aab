import { randomBytes, randomInt, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Clock } from '@borne/domain/time';
import type { Kysely, Transaction } from 'kysely';
import type { Tables } from '../store/tables.ts';

/** How long a code may wait for its kiosk, in milliseconds, and how often it may be mistyped. */
const CODE_LIFE = 24 * 3_600_000;
const CODE_ATTEMPTS = 5;

/** A code as it is told to a technician, and until when it is good (epoch milliseconds). */
export interface NewCode {
  readonly code: string;
  readonly expiresAt: number;
}

const derive = promisify<string, Uint8Array, number, ScryptOptions, Buffer>(scrypt);
/** Slow on purpose: some ten milliseconds, which is eleven days of one processor for all the codes there are. */
const digestOf = (code: string, salt: Uint8Array) => derive(code, salt, 32, { cost: 4096 });

/** The codes that wait for their kiosks, one a kiosk: eight digits that are told once, and kept as a digest. */
export class EnrolmentCodes {
  readonly #db: Kysely<Tables>;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(db: Kysely<Tables>, clock: Pick<Clock, 'now'>) {
    this.#db = db;
    this.#clock = clock;
  }

  /** A one-time code for `kiosk`, in the place of any that waited. */
  async draw(kiosk: string): Promise<NewCode> {
    const digits = () => String(randomInt(10_000)).padStart(4, '0');
    const code = `${digits()}-${digits()}`;
    const salt = randomBytes(16);
    const row = {
      salt,
      digest: await digestOf(code, salt),
      expires_at: this.#clock.now() + CODE_LIFE,
      attempts_left: CODE_ATTEMPTS,
      used_with: null,
    };
    await this.#db
      .insertInto('enrolment_code')
      .values({ kiosk, ...row })
      .onConflict((conflict) => conflict.column('kiosk').doUpdateSet(row))
      .execute();
    return { code, expiresAt: row.expires_at };
  }

  /** Whether `code` waits for `kiosk` and is good with the key of this digest. Every try counts, and the last one is the last. */
  async spend(kiosk: string, code: string, key: string): Promise<boolean> {
    const tried = await this.#db
      .updateTable('enrolment_code')
      .set((set) => ({ attempts_left: set('attempts_left', '-', 1) }))
      .where('kiosk', '=', kiosk)
      .where('attempts_left', '>', 0)
      .where('expires_at', '>', this.#clock.now())
      .returningAll()
      .executeTakeFirst();
    // As long for a kiosk that no code waits for as for another.
    const digest = await digestOf(code, tried ? new Uint8Array(tried.salt) : randomBytes(16));
    if (!tried || !timingSafeEqual(digest, tried.digest)) return false;
    const { numUpdatedRows } = await this.#db
      .updateTable('enrolment_code')
      .set({ used_with: key, attempts_left: CODE_ATTEMPTS })
      .where('kiosk', '=', kiosk)
      .where('salt', '=', tried.salt)
      .where((where) => where.or([where('used_with', 'is', null), where('used_with', '=', key)]))
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  /** Whether the code of `kiosk` is there and was used with this key: a revocation, or a newer code, may have come since. */
  async isSpentWith(trx: Transaction<Tables>, kiosk: string, key: string): Promise<boolean> {
    const code = await trx
      .selectFrom('enrolment_code')
      .select('used_with')
      .where('kiosk', '=', kiosk)
      .executeTakeFirst();
    return code?.used_with === key;
  }

  /** Makes the code of `kiosk` good no more; whether there was one. */
  async discard(trx: Transaction<Tables>, kiosk: string): Promise<boolean> {
    const { numDeletedRows } = await trx
      .deleteFrom('enrolment_code')
      .where('kiosk', '=', kiosk)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }
}
