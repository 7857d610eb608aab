import type { Kysely, Transaction } from 'kysely';
import type { Intake } from '../journal/intake.ts';
import type { Engine } from './engine.ts';
import type { Tables } from './tables.ts';
import type { Writers } from './writers.ts';

/** The centre's tables, on one engine or the other. */
export interface Store {
  readonly engine: Engine;
  readonly db: Kysely<Tables>;
  /**
   * Runs `work` in one transaction: what it did is on disk when this resolves. It runs again when the database asks for it, so it
   * must change nothing else.
   */
  transact<T>(work: (trx: Transaction<Tables>) => Promise<T>): Promise<T>;
  /** The way in for journals, which is too busy for general ways. */
  readonly take: Intake;
  /** On SQLite, who waits to write: for other threads that open the same file. */
  readonly writers?: Writers;
  close(): Promise<void>;
}
