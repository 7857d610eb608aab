import { createHash } from 'node:crypto';
import type { UnsignedBatch } from '@borne/sync/contract/journal';
import { sql, type Transaction } from 'kysely';
import type { Tables } from '../store/tables.ts';
import type { Delivered } from './delivered.ts';

/**
 * Most forked batches kept of one epoch, and of one kiosk. The first ones are the evidence; a kiosk, or who stole its
 * key, can forge more without end. Epochs are not capped: a new one is what a kiosk whose journal was lost honestly
 * begins, and a cap on them would silence it for good.
 */
export const MOST_FORKS = { perEpoch: 20, perKiosk: 200 } as const;

/** A batch as it was sent, but for its signature. */
const unsigned = ({ prev, records, head }: Delivered): UnsignedBatch => ({
  prev,
  records: records.map(({ header, body }) => ({ header, body: body.toString('base64') })),
  head,
});

/** Tells a forked batch from another: a kiosk that is refused tries again, and signs the same batch differently each time. */
const digestOf = ({ from, to }: Delivered, batch: UnsignedBatch) =>
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
  const { kiosk, epoch, from, to, signature } = delivered;
  const batch = unsigned(delivered);
  const digest = digestOf(delivered, batch);
  const kept = await trx
    .selectFrom('fork')
    .select((select) => [
      select.fn.countAll<number>().as('ofKiosk'),
      select.fn.countAll<number>().filterWhere('epoch', '=', epoch).as('ofEpoch'),
      select.fn
        .countAll<number>()
        .filterWhere((row) => row.and([row('epoch', '=', epoch), row('digest', '=', digest)]))
        .as('same'),
    ])
    .where('kiosk', '=', kiosk)
    .executeTakeFirstOrThrow();
  if (kept.same > 0) return;
  if (kept.ofKiosk >= MOST_FORKS.perKiosk || kept.ofEpoch >= MOST_FORKS.perEpoch) {
    await trx
      .insertInto('fork_excess')
      .values({ kiosk, batches: 1 })
      .onConflict((conflict) =>
        conflict.column('kiosk').doUpdateSet({ batches: sql`fork_excess.batches + 1` }),
      )
      .execute();
    return;
  }
  const row = { kiosk, epoch, digest, from_seq: from, to_seq: to, reason, received_at: now };
  await trx
    .insertInto('fork')
    .values({ ...row, batch: JSON.stringify({ ...batch, signature }) })
    .execute();
}
