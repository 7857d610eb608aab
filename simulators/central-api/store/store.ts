import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { migrate } from './migrations.ts';
import type { Tables } from './tables.ts';

/** Opens the centre's store, its tables up to date. Acknowledged means flushed: same settings, same reason, as the kiosk's journal. */
export async function openStore(file: string): Promise<Kysely<Tables>> {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
  await migrate(db, 'sqlite');
  return db;
}
