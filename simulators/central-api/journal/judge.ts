import { GENESIS, type Watermark } from '@borne/sync/contract/journal';
import type { Delivered, PlacedRecord } from './delivered.ts';

/** How far the centre holds the epoch of a batch. */
export type Held = Pick<Watermark, 'seq' | 'head'>;

/** The beginning of an epoch: nothing is held. */
export const nothing: Held = { seq: 0, head: GENESIS };

/**
 * `gap`: earlier records are missing. `forked`: it contradicts what is held, or itself. `kept`: `fresh` is what is new of it,
 * possibly nothing, and `watermark` where the epoch is then.
 */
export type Judgement =
  | { readonly judgement: 'gap' }
  | { readonly judgement: 'forked'; readonly reason: string }
  | { readonly judgement: 'kept'; readonly fresh: readonly PlacedRecord[]; readonly watermark: Held };

/**
 * What becomes of a batch. `hashAt` tells the chain's hash after a record held, and is asked only for those from `from - 1` to
 * `held.seq`, and not for `held.seq` itself, which `held` tells: the next batch of an honest kiosk asks nothing.
 */
export function judge(
  { from, to, prev, head, records }: Pick<Delivered, 'from' | 'to' | 'prev' | 'head' | 'records'>,
  held: Held,
  hashAt: (seq: number) => string | undefined,
): Judgement {
  if (from > held.seq + 1) return { judgement: 'gap' };
  if (records.length !== to - from + 1)
    return forked(`${records.length} records under a range of ${to - from + 1}`);
  if (records.at(-1)?.hash !== head) return forked('the records do not lead to the head that was announced');

  const hashOf = (seq: number) => (seq === 0 ? GENESIS : seq === held.seq ? held.head : hashAt(seq));
  if (prev !== hashOf(from - 1)) return forked(`the batch is not chained on record ${from - 1}`);
  const other = records.find(({ seq, hash }) => seq <= held.seq && hashOf(seq) !== hash);
  if (other) return forked(`record ${other.seq} is not the one already held`);

  const fresh = records.filter(({ seq }) => seq > held.seq);
  const last = fresh.at(-1);
  return { judgement: 'kept', fresh, watermark: last ? { seq: last.seq, head: last.hash } : held };
}

const forked = (reason: string): Judgement => ({ judgement: 'forked', reason });
