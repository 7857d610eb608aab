import { err, ok, type Result } from '@borne/domain/result';
import type { Clock } from '@borne/domain/time';
import type { Trust } from '@borne/sync/sealing/trust';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import type { Tables } from '../store/tables.ts';
import { SealRegistry } from './seal-registry.ts';

export interface SealStore {
  readonly seals: SealRegistry;
  close(): Promise<void>;
}

/** Opens the registry of seals in the store of a centre, which may be running or not, to read it alone. The error says why `file` is none. */
export async function openSealStore(file: string, clock: Clock): Promise<Result<SealStore, string>> {
  let database: Database.Database;
  try {
    database = new Database(file, { readonly: true, fileMustExist: true });
    const table = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'seal_authority'").get();
    const authority = table && database.prepare('SELECT 1 FROM seal_authority').get();
    if (!authority) {
      database.close();
      return err('it is not the store of a centre that seals');
    }
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : String(cause));
  }
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
  return ok({ seals: await SealRegistry.open(db, clock), close: () => db.destroy() });
}

/** Looks signatories up in such a store, which is only read, and open no longer than each question takes. */
export const trustInStore =
  (file: string, clock: Clock) =>
  async (authority: string, certificate: string): Promise<Result<Trust | undefined, string>> => {
    const trust = await reading(file, clock, (seals) => seals.trustOf(authority, certificate));
    if (!trust.ok || !trust.value) return trust;
    const revocationsOf: Trust['revocationsOf'] = async (document) => {
      const told = await reading(file, clock, async (seals) =>
        (await seals.trustOf(authority, certificate))?.revocationsOf(document),
      );
      return told.ok ? told.value : undefined;
    };
    return ok({ ...trust.value, revocationsOf });
  };

async function reading<T>(
  file: string,
  clock: Clock,
  ask: (seals: SealRegistry) => Promise<T>,
): Promise<Result<T, string>> {
  const store = await openSealStore(file, clock);
  if (!store.ok) return err(`${file}: ${store.error}`);
  try {
    return ok(await ask(store.value.seals));
  } finally {
    await store.value.close();
  }
}
