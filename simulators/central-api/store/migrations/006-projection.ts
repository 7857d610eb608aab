import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

/** Who reads records no longer locks the watermark that deliveries move; and what kiosks sign is kept. */
export const readApart: Migration = async (db, engine) => {
  await db.schema
    .createTable('projection')
    .addColumn('kiosk', 'text', (c) => c.notNull())
    .addColumn('epoch', 'text', (c) => c.notNull())
    .addColumn('seq', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('projection_key', ['kiosk', 'epoch'])
    .execute();
  await sql`INSERT INTO projection (kiosk, epoch, seq) SELECT kiosk, epoch, projected_seq FROM watermark`.execute(
    db,
  );
  await db.schema.alterTable('watermark').dropColumn('projected_seq').execute();

  const batch = db.schema
    .createTable('batch')
    .addColumn('kiosk', 'text', (c) => c.notNull())
    .addColumn('epoch', 'text', (c) => c.notNull())
    .addColumn('from_seq', 'bigint', (c) => c.notNull())
    .addColumn('to_seq', 'bigint', (c) => c.notNull())
    .addColumn('prev', 'text', (c) => c.notNull())
    .addColumn('head', 'text', (c) => c.notNull())
    .addColumn('signature', 'text', (c) => c.notNull())
    .addColumn('certificate', 'text')
    .addColumn('received_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('batch_key', ['kiosk', 'epoch', 'to_seq', 'received_at']);
  await (engine === 'sqlite' ? batch : batch.modifyEnd(sql`PARTITION BY RANGE (received_at)`)).execute();
};
