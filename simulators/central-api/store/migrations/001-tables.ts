import { sql } from 'kysely';
import { bytesType, type Engine, ordinalType } from '../engine.ts';
import type { Migration } from '../migration.ts';

/** PostgreSQL drops records by the month, in which they came; a key of a partitioned table has to hold what it is parted by. */
const byMonth = sql`PARTITION BY RANGE (received_at)`;

const recordKey = (engine: Engine) => [
  ...(['kiosk', 'epoch', 'seq'] as const),
  ...(engine === 'sqlite' ? [] : (['received_at'] as const)),
];

/** What kiosks sent, byte for byte, and what the centre reads in it. */
export const createJournal: Migration = async (db, engine) => {
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
  const record = db.schema
    .createTable('record')
    .addColumn('kiosk', 'text', (c) => c.notNull())
    .addColumn('epoch', 'text', (c) => c.notNull())
    .addColumn('seq', 'bigint', (c) => c.notNull())
    .addColumn('header', 'text', (c) => c.notNull())
    .addColumn('body', bytesType(engine), (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('received_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('record_key', recordKey(engine));
  await (engine === 'sqlite' ? record : record.modifyEnd(byMonth)).execute();
  await db.schema
    .createTable('fork')
    .addColumn('id', ordinalType(engine))
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
    .addColumn('position', ordinalType(engine))
    .addColumn('kiosk', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('document_number', 'text')
    .addColumn('outcome', 'text', (c) => c.notNull().check(sql`outcome IN ('done', 'not-done', 'in-doubt')`))
    .addColumn('settled', 'integer', (c) => c.notNull())
    .addColumn('records', 'integer', (c) => c.notNull())
    .addUniqueConstraint('operation_key', ['kiosk', 'id'])
    .execute();
};
