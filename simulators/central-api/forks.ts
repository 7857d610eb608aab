import { createHash } from 'node:crypto';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Delivered } from './delivered.ts';
import type { Tables } from './tables.ts';

/**
 * Most forked batches kept of one epoch, and of one kiosk. The first ones are the evidence; a kiosk, or who stole its
 * token, can forge more without end. Epochs are not capped: a new one is what a kiosk whose journal was lost honestly
 * begins, and a cap on them would silence it for good.
 */
export const MOST_FORKS = { perEpoch: 20, perKiosk: 200 } as const;

const digestOf = ({ from, to, batch }: Delivered) =>
  createHash('sha256')
    .update(JSON.stringify([from, to, batch]))
    .digest('hex');

/** Keeps a batch that contradicts what is held: once, however often it comes. Beyond the most kept, counts it only. */
export async function keepFork(
  trx: Transaction<Tables>,
  delivered: Delivered,
  reason: string,
  now: number,
): Promise<void> {
  const { kiosk, epoch, from, to, batch } = delivered;
  const digest = digestOf(delivered);
  const kept = await trx
    .selectFrom('fork')
    .select((select) => [
      select.fn.countAll<number>().as('ofKiosk'),
      select.fn.coalesce(select.fn.sum<number>(sql`epoch = ${epoch}`), sql.lit(0)).as('ofEpoch'),
      select.fn
        .coalesce(select.fn.sum<number>(sql`epoch = ${epoch} AND digest = ${digest}`), sql.lit(0))
        .as('same'),
    ])
    .where('kiosk', '=', kiosk)
    .executeTakeFirstOrThrow();
  if (kept.same > 0) return;
  if (kept.ofKiosk >= MOST_FORKS.perKiosk || kept.ofEpoch >= MOST_FORKS.perEpoch) {
    await trx
      .insertInto('fork_excess')
      .values({ kiosk, batches: 1 })
      .onConflict((conflict) => conflict.column('kiosk').doUpdateSet({ batches: sql`batches + 1` }))
      .execute();
    return;
  }
  const row = { kiosk, epoch, digest, from_seq: from, to_seq: to, reason, received_at: now };
  await trx
    .insertInto('fork')
    .values({ ...row, batch: JSON.stringify(batch) })
    .execute();
}

/** Indexes forked batches by their digest, which does not hold each of them a second time. */
export async function indexForksByDigest(db: Kysely<Tables>): Promise<void> {
  const rows = await db.selectFrom('fork').selectAll().orderBy('id').execute();
  await db.schema.dropTable('fork').execute();
  await db.schema
    .createTable('fork')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
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
    const digest = digestOf({ kiosk, epoch, from, to, batch: JSON.parse(row.batch) });
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
}
