import type { CardSerial } from '@borne/domain/rights';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyOppositionDelta, encodeOppositionDelta } from './opposition-delta.ts';
import { decodeOppositionList, encodeOppositionList } from './opposition-list.ts';

function listOf(serials: Iterable<string>) {
  const bytes = encodeOppositionList(serials as Iterable<CardSerial>);
  const list = decodeOppositionList(bytes);
  if (!list.ok) throw new Error(list.error);
  return { bytes, list: list.value };
}

/** A generator that gives the same numbers everywhere (mulberry32). */
function numbers(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Half a million serials as texts take seconds to make on a busy machine. */
const BUSY = 120_000;

describe('the difference between two opposition lists', () => {
  it('turns any list into any other, byte for byte', () => {
    const serials = fc.uniqueArray(fc.stringMatching(/^\d{1,20}$/), { maxLength: 60 });
    fc.assert(
      fc.property(serials, serials, serials, (common, left, right) => {
        const before = listOf([...common, ...left]);
        const after = listOf([...common, ...right]);
        const applied = applyOppositionDelta(before.list, encodeOppositionDelta(before.list, after.list));
        expect(applied).toEqual({ ok: true, value: expect.anything() });
        expect(applied.ok && Buffer.from(applied.value).equals(after.bytes)).toBe(true);
      }),
    );
  });

  it(
    'of 500 changes among half a million cards is at most 4 KB',
    () => {
      const random = numbers(7);
      const serial = () => `8025000${String(Math.floor(random() * 150_000_000)).padStart(13, '0')}`;
      const all = new Set<string>();
      while (all.size < 500_000) all.add(serial());
      const before = listOf(all);
      for (const gone of [...all].filter((_, index) => index % 2000 === 0)) all.delete(gone);
      while (all.size < 500_000) all.add(serial());
      const after = listOf(all);
      const delta = encodeOppositionDelta(before.list, after.list);
      expect(delta.length).toBeLessThanOrEqual(4096);
      const applied = applyOppositionDelta(before.list, delta);
      expect(applied.ok && Buffer.from(applied.value).equals(after.bytes)).toBe(true);
    },
    BUSY,
  );

  it.each([
    ['nothing', []],
    ['a list', [0x4f, 0x50, 0x50, 0x01, 0]],
    ['a length without its bytes', [0x4f, 0x50, 0x44, 0x01, 200]],
    ['bytes that are no list', [0x4f, 0x50, 0x44, 0x01, 1, 9, 9]],
  ])('%s is refused', (_, bytes) => {
    expect(applyOppositionDelta(listOf(['1']).list, Uint8Array.from(bytes)).ok).toBe(false);
  });
});
