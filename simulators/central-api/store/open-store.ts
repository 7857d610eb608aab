import { err, ok, type Result } from '@borne/domain/result';
import { openPostgresStore } from './postgres.ts';
import { openSqliteStore } from './sqlite.ts';
import type { Store } from './store.ts';

const isPostgres = (address: string) => /^postgres(ql)?:\/\//.test(address);

/**
 * Opens the store at `address`, its tables up to date: `postgres://…`, a file for SQLite, or `:memory:`. One that is empty is made
 * the store of a new centre; throws when another program's file is there.
 */
export function openStore(address: string): Promise<Store> {
  return isPostgres(address) ? openPostgresStore(address) : openSqliteStore(address);
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
