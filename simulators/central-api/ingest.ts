import { GENESIS, type Watermark } from '@borne/sync/contract/journal';
import { chainHash } from '@borne/sync/journal/chain';
import type { Kysely, Transaction } from 'kysely';
import type { Delivered } from './delivered.ts';
import { keepFork } from './forks.ts';
import type { Tables } from './tables.ts';

/** `kept`: records that were new. `gap`: earlier ones are missing. `forked`: stored apart, for a person to look at. */
export type Ingested =
  | { readonly ingested: 'acknowledged'; readonly watermark: Watermark; readonly kept: number }
  | { readonly ingested: 'gap'; readonly watermark: Watermark }
  | { readonly ingested: 'forked'; readonly reason: string };

interface ChainedRecord {
  readonly seq: number;
  readonly header: string;
  readonly body: Buffer;
  readonly hash: string;
}

function chained({ from, batch }: Delivered): ChainedRecord[] {
  let hash = batch.prev;
  return batch.records.map((record, index) => {
    const body = Buffer.from(record.body, 'base64');
    hash = chainHash(hash, { header: record.header, body });
    return { seq: from + index, header: record.header, body, hash };
  });
}

type Held = Pick<Watermark, 'seq' | 'head'>;

/** What contradicts the chain held so far, if anything: its start, a record that both sides have, or its own end. */
async function findFork(
  trx: Transaction<Tables>,
  delivered: Delivered,
  records: readonly ChainedRecord[],
  held: Held,
): Promise<string | undefined> {
  const { kiosk, epoch, from, to, batch } = delivered;
  if (records.length !== to - from + 1) return `${records.length} records under a range of ${to - from + 1}`;
  if (records.at(-1)?.hash !== batch.head) return 'the records do not lead to the head that was announced';
  const rows = await trx
    .selectFrom('record')
    .select(['seq', 'hash'])
    .where('kiosk', '=', kiosk)
    .where('epoch', '=', epoch)
    .where('seq', '>=', from - 1)
    .where('seq', '<=', Math.min(to, held.seq))
    .execute();
  const hashes = new Map(rows.map(({ seq, hash }) => [seq, hash]));
  if (batch.prev !== (from === 1 ? GENESIS : hashes.get(from - 1)))
    return `the batch is not chained on record ${from - 1}`;
  const other = records.find(({ seq, hash }) => seq <= held.seq && hashes.get(seq) !== hash);
  return other && `record ${other.seq} is not the one already held`;
}

/**
 * Takes one batch, whole or not at all, in one transaction: locks the watermark, drops what is held, adds the rest, moves
 * the watermark. The caller acknowledges once this has resolved, that is once it is on disk. The content of the records
 * is not looked at.
 */
export function ingest(db: Kysely<Tables>, delivered: Delivered, now: number): Promise<Ingested> {
  const { kiosk, epoch, from } = delivered;
  return db.transaction().execute(async (trx): Promise<Ingested> => {
    const row = await trx
      .selectFrom('watermark')
      .select(['seq', 'head'])
      .where('kiosk', '=', kiosk)
      .where('epoch', '=', epoch)
      .executeTakeFirst();
    const held = row ?? { seq: 0, head: GENESIS };
    if (from > held.seq + 1) return { ingested: 'gap', watermark: { epoch, ...held } };

    const records = chained(delivered);
    const reason = await findFork(trx, delivered, records, held);
    if (reason !== undefined) {
      await keepFork(trx, delivered, reason, now);
      return { ingested: 'forked', reason };
    }

    const fresh = records.filter(({ seq }) => seq > held.seq);
    const last = fresh.at(-1);
    if (last === undefined) return { ingested: 'acknowledged', watermark: { epoch, ...held }, kept: 0 };
    await trx
      .insertInto('record')
      .values(fresh.map((record) => ({ kiosk, epoch, ...record, received_at: now })))
      .execute();
    const watermark = { seq: last.seq, head: last.hash };
    if (row)
      await trx
        .updateTable('watermark')
        .set(watermark)
        .where('kiosk', '=', kiosk)
        .where('epoch', '=', epoch)
        .execute();
    else
      await trx
        .insertInto('watermark')
        .values({ kiosk, epoch, ...watermark, projected_seq: 0, since: now })
        .execute();
    return { ingested: 'acknowledged', watermark: { epoch, ...watermark }, kept: fresh.length };
  });
}
