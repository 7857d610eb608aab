import type { Outcome } from '@borne/sync/journal/port';
import { type Generated, type Kysely, Migrator, sql } from 'kysely';
import { indexForksByDigest } from './forks.ts';

/** The centre's tables. Records are what kiosks sent, byte for byte; operations are what the centre reads in them. */
export interface Tables {
  watermark: {
    kiosk: string;
    epoch: string;
    seq: number;
    head: string;
    projected_seq: number;
    since: number;
  };
  record: {
    kiosk: string;
    epoch: string;
    seq: number;
    header: string;
    body: Uint8Array;
    hash: string;
    received_at: number;
  };
  /** Batches that contradict what is held, whole: evidence, never read as records. */
  fork: {
    id: Generated<number>;
    kiosk: string;
    epoch: string;
    digest: string;
    from_seq: number;
    to_seq: number;
    reason: string;
    batch: string;
    received_at: number;
  };
  /** How many more there were than were kept. */
  fork_excess: { kiosk: string; batches: number };
  /** Records that were stored and acknowledged and make no sense. */
  quarantine: { kiosk: string; epoch: string; seq: number; reason: string };
  operation: {
    /** Order of arrival: clocks of kiosks do not order anything. */
    position: Generated<number>;
    kiosk: string;
    id: string;
    kind: string;
    document_number: string | null;
    /** In doubt until a record says otherwise. */
    outcome: Outcome;
    settled: number;
    records: number;
  };
}

async function createTables(db: Kysely<Tables>) {
  await db.schema
    .createTable('watermark')
    .addColumn('kiosk', 'text', (c) => c.notNull())
    .addColumn('epoch', 'text', (c) => c.notNull())
    .addColumn('seq', 'bigint', (c) => c.notNull())
    .addColumn('head', 'text', (c) => c.notNull())
    .addColumn('projected_seq', 'bigint', (c) => c.notNull())
    .addColumn('since', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('watermark_key', ['kiosk', 'epoch'])
    .execute();
  await db.schema
    .createTable('record')
    .addColumn('kiosk', 'text', (c) => c.notNull())
    .addColumn('epoch', 'text', (c) => c.notNull())
    .addColumn('seq', 'bigint', (c) => c.notNull())
    .addColumn('header', 'text', (c) => c.notNull())
    .addColumn('body', 'blob', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('received_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('record_key', ['kiosk', 'epoch', 'seq'])
    .execute();
  await db.schema
    .createTable('fork')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('kiosk', 'text', (c) => c.notNull())
    .addColumn('epoch', 'text', (c) => c.notNull())
    .addColumn('from_seq', 'bigint', (c) => c.notNull())
    .addColumn('to_seq', 'bigint', (c) => c.notNull())
    .addColumn('reason', 'text', (c) => c.notNull())
    .addColumn('batch', 'text', (c) => c.notNull())
    .addColumn('received_at', 'bigint', (c) => c.notNull())
    // A kiosk that is refused tries again: the same evidence is kept once.
    .addUniqueConstraint('fork_once', ['kiosk', 'epoch', 'from_seq', 'to_seq', 'batch'])
    .execute();
  await db.schema
    .createTable('quarantine')
    .addColumn('kiosk', 'text', (c) => c.notNull())
    .addColumn('epoch', 'text', (c) => c.notNull())
    .addColumn('seq', 'bigint', (c) => c.notNull())
    .addColumn('reason', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('quarantine_key', ['kiosk', 'epoch', 'seq'])
    .execute();
  await db.schema
    .createTable('operation')
    .addColumn('position', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('kiosk', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('document_number', 'text')
    .addColumn('outcome', 'text', (c) => c.notNull().check(sql`outcome IN ('done', 'not-done', 'in-doubt')`))
    .addColumn('settled', 'integer', (c) => c.notNull())
    .addColumn('records', 'integer', (c) => c.notNull())
    .addUniqueConstraint('operation_key', ['kiosk', 'id'])
    .execute();
}

/** Brings the tables up to date; a step that was released is never edited. */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: {
      getMigrations: async () => ({
        '001-tables': { up: createTables },
        '003-forks-by-digest': { up: indexForksByDigest },
      }),
    },
  });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}
