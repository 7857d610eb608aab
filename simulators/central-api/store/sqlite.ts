import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';
import { sqliteIntake } from '../journal/sqlite-intake.ts';
import { migrate, NOTED } from './migrations.ts';
import { retried } from './retries.ts';
import type { Store } from './store.ts';
import type { Tables } from './tables.ts';
import { Writers } from './writers.ts';

/** How long another process that writes is waited for, in milliseconds: migrations of a large store included. */
const PATIENCE = 30_000;

/** Statements kept; some are written for each number of rows. */
const MOST_PREPARED = 256;

/** Pages of the log after which they are copied into the file, which a delivery then waits for: 16 MiB, four times the usual, and a quarter as often. */
const CHECKPOINT = 4000;

/**
 * Opens a SQLite file. Acknowledged means flushed: the same settings, for the same reason, as the kiosk's journal; throws if the
 * library does not take them, when `file` is another program's, and when it is to be there and no centre made it.
 */
export async function openSqliteStore(
  file: string,
  { existing = false, writers = new Writers() }: { existing?: boolean; writers?: Writers } = {},
): Promise<Store> {
  assertFor(file, existing);
  const database = new Database(file, { timeout: PATIENCE });
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma(`wal_autocheckpoint = ${CHECKPOINT}`);
  const db = new Kysely<Tables>({
    dialect: new SqliteDialect({ database: preparingOnce(database, writers) }),
  });
  await retried(() => migrate(db, 'sqlite'));
  assertDurable(database);
  return {
    engine: 'sqlite',
    db,
    transact: (work) => retried(() => db.transaction().execute(work)),
    take: sqliteIntake(db, database, writers),
    writers,
    close: () => db.destroy(),
  };
}

/** Looks before anything is written: the first setting of a store changes the file already. */
function assertFor(file: string, existing: boolean): void {
  if (!existsSync(file)) {
    if (existing) throw new Error('no such file; expected the store that borne central made');
    return;
  }
  const database = new Database(file, { readonly: true, timeout: PATIENCE });
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all();
    const isNoted = tables.includes(NOTED.table);
    const first = isNoted && database.prepare(`SELECT min(name) FROM ${NOTED.table}`).pluck().get();
    const isBegun = isNoted ? first === null : tables.length === 0;
    if (first !== NOTED.first && (existing || !isBegun))
      throw new Error('it is not the store of a centre; expected the one that borne central made');
  } finally {
    database.close();
  }
}

/**
 * A transaction waits for the other threads', and for other programs', before it reads: SQLite does not have one that has read wait for the
 * right to write, it refuses it at once.
 */
const BEGIN = 'begin immediate';

/** `database`, which keeps the statements it was asked for last: to prepare one takes longer than to run it. */
function preparingOnce(database: Database.Database, writers: Writers): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  return {
    prepare(asked) {
      const text = asked === 'begin' ? BEGIN : asked;
      const statement = prepared.get(text) ?? counted(database.prepare(text), writers);
      prepared.delete(text);
      prepared.set(text, statement);
      for (const oldest of prepared.keys()) {
        if (prepared.size <= MOST_PREPARED) break;
        prepared.delete(oldest);
      }
      return statement;
    },
    close: () => database.close(),
  };
}

/** A statement that may wait for others who write, known to them. */
function counted(statement: Database.Statement, writers: Writers): SqliteStatement {
  if (statement.reader) return statement;
  return {
    reader: false,
    all: (parameters) => statement.all(parameters),
    run: (parameters) => writers.waitWithin(() => statement.run(parameters)),
    iterate: (parameters) => statement.iterate(parameters),
  };
}

/** The mode reads as it was asked for until the first write, so this comes after the tables. */
function assertDurable(database: Database.Database): void {
  const FULL = 2;
  const mode = database.pragma('journal_mode', { simple: true });
  const synchronous = database.pragma('synchronous', { simple: true });
  const inMemory = database.memory && mode === 'memory';
  if ((mode !== 'wal' && !inMemory) || synchronous !== FULL)
    throw new Error(
      `the store must be in WAL with synchronous FULL (2); it is in ${mode} with ${synchronous}`,
    );
}
