import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { postgresIntake } from '../journal/postgres-intake.ts';
import { migrate, NOTED } from './migrations.ts';
import type { Pool } from './postgres-pool.ts';
import { retried } from './retries.ts';
import type { Store } from './store.ts';
import type { Tables } from './tables.ts';

/** Connections of one process. A server allows a hundred in all by default. */
const MOST_CONNECTIONS = 8;

/** OID of `bigint`: positions, milliseconds and counts, all within what a number holds exactly. */
const INT8 = 20;

const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format),
};

/** Settings without which a commit is not on disk when it is reported. */
const DURABLE = {
  fsync: ['on'],
  full_page_writes: ['on'],
  synchronous_commit: ['on', 'local', 'remote_write', 'remote_apply'],
};

/** Opens the database at `url` (`postgres://…`). Throws when it does not flush what it says is committed, and when it is to hold a centre's tables and does not. */
export async function openPostgresStore(url: string, { existing = false } = {}): Promise<Store> {
  const pool = new pg.Pool({ connectionString: url, max: MOST_CONNECTIONS, types });
  // An idle connection that breaks is replaced at the next query, which says what is wrong if that fails too.
  pool.on('error', () => undefined);
  try {
    if (existing) await assertHeld(pool);
    for (const [setting, accepted] of Object.entries(DURABLE)) {
      const { rows } = await pool.query(`SELECT current_setting('${setting}', true) AS value`);
      const value: string | null = rows[0].value;
      if (value !== null && !accepted.includes(value))
        throw new Error(`PostgreSQL: ${setting} is ${value}: what is acknowledged would not be on disk`);
    }
    return await postgresStore(pool);
  } catch (thrown) {
    await pool.end();
    throw thrown;
  }
}

async function assertHeld(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query(`SELECT to_regclass('${NOTED.table}') IS NOT NULL AS held`);
  const noted = rows[0].held
    ? await pool.query(`SELECT name FROM ${NOTED.table} WHERE name = '${NOTED.first}'`)
    : undefined;
  if (!noted?.rowCount)
    throw new Error('it holds no tables of a centre; expected the database of one that ran');
}

/** The store behind `pool`, whose tables are brought up to date. Any number of processes may do this at once. */
export async function postgresStore(pool: Pool): Promise<Store> {
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  await retried(() => migrate(db, 'postgres'));
  return {
    engine: 'postgres',
    db,
    transact: (work) => retried(() => db.transaction().execute(work)),
    take: postgresIntake(db, pool),
    close: () => db.destroy(),
  };
}
