import type { Watermark } from '@borne/sync/contract/journal';
import type { Kysely, Transaction } from 'kysely';
import type { Tables } from '../store/tables.ts';
import type { Delivered } from './delivered.ts';
import { keepFork } from './forks.ts';
import { type Held, judge, nothing } from './judge.ts';

/** `kept`: records that were new. `gap`: earlier ones are missing. `forked`: stored apart, for a person to look at. */
export type Ingested =
  | { readonly ingested: 'acknowledged'; readonly watermark: Watermark; readonly kept: number }
  | { readonly ingested: 'gap'; readonly watermark: Watermark }
  | { readonly ingested: 'forked'; readonly reason: string };

/** The hashes of the records held that a batch speaks of; for the next batch of an honest kiosk there are none to read. */
async function hashesHeld(trx: Transaction<Tables>, delivered: Delivered, held: Held) {
  const { kiosk, epoch, from, to } = delivered;
  if (from > held.seq) return new Map<number, string>();
  const rows = await trx
    .selectFrom('record')
    .select(['seq', 'hash'])
    .where('kiosk', '=', kiosk)
    .where('epoch', '=', epoch)
    .where('seq', '>=', from - 1)
    .where('seq', '<=', Math.min(to, held.seq))
    .execute();
  return new Map(rows.map(({ seq, hash }) => [seq, hash]));
}

/**
 * Takes one batch, whole or not at all, in one transaction: locks the watermark, drops what is held, adds the rest, moves
 * the watermark. The caller acknowledges once this has resolved, that is once it is on disk. The content of the records
 * is not looked at.
 */
export function ingest(db: Kysely<Tables>, delivered: Delivered, now: number): Promise<Ingested> {
  const { kiosk, epoch } = delivered;
  return db.transaction().execute(async (trx): Promise<Ingested> => {
    const row = await trx
      .selectFrom('watermark')
      .select(['seq', 'head'])
      .where('kiosk', '=', kiosk)
      .where('epoch', '=', epoch)
      .executeTakeFirst();
    const held = row ?? nothing;
    const hashes = await hashesHeld(trx, delivered, held);
    const judged = judge(delivered, held, (seq) => hashes.get(seq));
    if (judged.judgement === 'gap') return { ingested: 'gap', watermark: { epoch, ...held } };
    if (judged.judgement === 'forked') {
      await keepFork(trx, delivered, judged.reason, now);
      return { ingested: 'forked', reason: judged.reason };
    }
    const { fresh, watermark } = judged;
    if (fresh.length > 0) {
      const rows = fresh.map((record) => ({ kiosk, epoch, ...record, received_at: now }));
      await trx.insertInto('record').values(rows).execute();
      const moved = trx.updateTable('watermark').set(watermark);
      if (row) await moved.where('kiosk', '=', kiosk).where('epoch', '=', epoch).execute();
      else
        await trx
          .insertInto('watermark')
          .values({ kiosk, epoch, ...watermark, projected_seq: 0, since: now })
          .execute();
    }
    return { ingested: 'acknowledged', watermark: { epoch, ...watermark }, kept: fresh.length };
  });
}
