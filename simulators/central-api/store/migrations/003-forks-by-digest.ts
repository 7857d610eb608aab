import { createHash } from 'node:crypto';
import type { Generated } from 'kysely';
import { ordinalType } from '../engine.ts';
import type { Migration } from '../migration.ts';

type Before = {
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
};

/** Indexes forked batches by their digest, which does not hold each of them a second time. */
export const indexForksByDigest: Migration = async (untyped, engine) => {
  const db = untyped.withTables<Before>();
  const rows = await db.selectFrom('fork').selectAll().orderBy('id').execute();
  await db.schema.dropTable('fork').execute();
  await db.schema
    .createTable('fork')
    .addColumn('id', ordinalType(engine))
    .addColumn('kiosk', 'text', (c) => c.notNull())
    .addColumn('epoch', 'text', (c) => c.notNull())
    .addColumn('digest', 'text', (c) => c.notNull())
    .addColumn('from_seq', 'bigint', (c) => c.notNull())
    .addColumn('to_seq', 'bigint', (c) => c.notNull())
    .addColumn('reason', 'text', (c) => c.notNull())
    .addColumn('batch', 'text', (c) => c.notNull())
    .addColumn('received_at', 'bigint', (c) => c.notNull())
    .addUniqueConstraint('fork_once', ['kiosk', 'epoch', 'digest'])
    .execute();
  for (const { kiosk, epoch, from_seq: from, to_seq: to, ...row } of rows) {
    const digest = createHash('sha256')
      .update(JSON.stringify([from, to, JSON.parse(row.batch)]))
      .digest('hex');
    await db
      .insertInto('fork')
      .values({ ...row, kiosk, epoch, from_seq: from, to_seq: to, digest })
      .execute();
  }
  await db.schema
    .createTable('fork_excess')
    .addColumn('kiosk', 'text', (c) => c.primaryKey())
    .addColumn('batches', 'integer', (c) => c.notNull())
    .execute();
};
