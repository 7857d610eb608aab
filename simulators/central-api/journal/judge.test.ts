import { GENESIS } from '@borne/sync/contract/journal';
import { chainHashes } from '@borne/sync/journal/temporary-journal';
import { expect, it } from 'vitest';
import { placed } from './delivered.ts';
import { judge } from './judge.ts';

const records = Array.from({ length: 6 }, (_, index) => ({
  header: `{"seq":${index + 1}}`,
  body: Buffer.from([index]),
}));
const hashes = chainHashes(GENESIS, records);
const hashAfter = (seq: number) => (seq === 0 ? GENESIS : (hashes[seq - 1] ?? 'no such record'));
const heldUpTo = (seq: number) => ({ seq, head: hashAfter(seq) });

function delivered(from: number, to: number, prev = hashAfter(from - 1)) {
  const wire = records
    .slice(from - 1, to)
    .map(({ header, body }) => ({ header, body: body.toString('base64') }));
  return { from, to, prev, head: hashAfter(to), records: placed(from, { prev, records: wire }) };
}

const unasked = (seq: number): string => {
  throw new Error(`nothing was to be read, and record ${seq} was`);
};

it('reads nothing held to take the next batch of an honest kiosk', () => {
  expect(judge(delivered(1, 3), heldUpTo(0), unasked)).toMatchObject({
    judgement: 'kept',
    fresh: [{ seq: 1 }, { seq: 2 }, { seq: 3 }],
    watermark: heldUpTo(3),
  });
  expect(judge(delivered(4, 6), heldUpTo(3), unasked)).toMatchObject({ watermark: heldUpTo(6) });
  expect(judge(delivered(5, 6), heldUpTo(3), unasked)).toEqual({ judgement: 'gap' });
});

it('keeps what is new of a batch that overlaps, and nothing of one that is held', () => {
  expect(judge(delivered(2, 5), heldUpTo(3), hashAfter)).toMatchObject({
    fresh: [{ seq: 4 }, { seq: 5 }],
    watermark: heldUpTo(5),
  });
  expect(judge(delivered(1, 2), heldUpTo(3), hashAfter)).toEqual({
    judgement: 'kept',
    fresh: [],
    watermark: heldUpTo(3),
  });
});

it('refuses what is chained on a record that is no longer held, or was never', () => {
  const purged = (seq: number) => (seq < 3 ? undefined : hashAfter(seq));
  expect(judge(delivered(2, 4), heldUpTo(4), purged)).toMatchObject({
    judgement: 'forked',
    reason: 'the batch is not chained on record 1',
  });
  expect(judge({ ...delivered(4, 5), prev: 'f'.repeat(64) }, heldUpTo(3), hashAfter)).toMatchObject({
    judgement: 'forked',
  });
});
