import { openPostgresStore } from './postgres.ts';
import { openSqliteStore } from './sqlite.ts';
import type { Store } from './store.ts';

/** Opens the store at `address`, its tables up to date: `postgres://…`, a file for SQLite, or `:memory:`. */
export function openStore(address: string): Promise<Store> {
  return /^postgres(ql)?:\/\//.test(address) ? openPostgresStore(address) : openSqliteStore(address);
}
