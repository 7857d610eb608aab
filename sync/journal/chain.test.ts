import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GENESIS } from '../contract/journal.ts';
import { chainHash } from './chain.ts';
import { chainHashes } from './temporary-journal.ts';

const record = fc.record({ header: fc.string({ unit: 'grapheme' }), body: fc.uint8Array({ maxLength: 50 }) });

describe('the chain', () => {
  it('hashes the previous hash, the header and the hash of the body, in this order, whatever their lengths', () => {
    let prev = GENESIS;
    for (const header of [
      '{"seq":1,"é":0}',
      '€'.repeat(1343),
      '€'.repeat(1344),
      '\u{1F480}'.repeat(5000),
      '',
    ]) {
      const body = Buffer.from(`{"kind":"card-forgotten"}${header}`);
      const bytes = Buffer.concat([
        Buffer.from(prev, 'hex'),
        Buffer.from(header),
        createHash('sha256').update(body).digest(),
      ]);
      const expected = createHash('sha256').update(bytes).digest('hex');
      expect(chainHash(prev, { header, body })).toBe(expected);
      prev = expected;
    }
  });

  it('ends elsewhere when any record is changed, removed, or moved', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 2, maxLength: 8 }), fc.nat(), (records, pick) => {
        const index = pick % records.length;
        const head = (list: typeof records) => chainHashes(GENESIS, list).at(-1);
        const [chosen] = records.slice(index, index + 1);
        if (!chosen) return;
        const changed = { header: chosen.header, body: Uint8Array.from([...chosen.body, 0]) };
        expect(head(records.with(index, changed))).not.toBe(head(records));
        expect(head(records.toSpliced(index, 1))).not.toBe(head(records));
        expect(head([...records, chosen])).not.toBe(head(records));
      }),
    );
  });
});
