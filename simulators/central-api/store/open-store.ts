import { err, ok, type Result } from '@borne/domain/result';
import { openPostgresStore } from './postgres.ts';
import { openSqliteStore } from './sqlite.ts';
import type { Store } from './store.ts';
import { Writers } from './writers.ts';

const isPostgres = (address: string) => /^postgres(ql)?:\/\//.test(address);

/**
 * Opens the store at `address`, its tables up to date: `postgres://…`, a file for SQLite, or `:memory:`. One that is empty is made
 * the store of a new centre; throws when another program's file is there. `writers`: of another thread that has the file.
 */
export function openStore(address: string, writers?: SharedArrayBuffer): Promise<Store> {
  if (isPostgres(address)) return openPostgresStore(address);
  return openSqliteStore(address, writers && { writers: new Writers(writers) });
}

/**
 * Opens the store that a centre made at `address`, whether the centre runs or not. The error says what is there instead, for a person to
 * read; nothing is made then, nor changed.
 */
export async function openExistingStore(address: string): Promise<Result<Store, string>> {
  const existing = { existing: true };
  try {
    return ok(
      await (isPostgres(address) ? openPostgresStore(address, existing) : openSqliteStore(address, existing)),
    );
  } catch (cause) {
    return err(whyNot(cause));
  }
}

/** Several addresses of one name that none answers give an error whose message is empty, and whose code says it. */
function whyNot(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.message || ('code' in cause ? String(cause.code) : cause.name);
}
