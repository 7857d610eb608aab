import type { CardSerial } from '@borne/domain/rights';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeOppositionList, encodeOppositionList, type OppositionList } from './opposition-list.ts';

const serial = fc.stringMatching(/^[0-9]{1,20}$/).map((digits) => digits as CardSerial);
/** As cards are numbered: one issuer, numbers near each other. */
const numbered = fc.integer({ min: 0, max: 3000 }).map((number) => serialOf(number));
const serials = fc.array(fc.oneof(serial, numbered), { maxLength: 300 });

const serialOf = (number: number) => `80250000002${String(number).padStart(9, '0')}` as CardSerial;

function decoded(bytes: Uint8Array): OppositionList {
  const list = decodeOppositionList(bytes);
  if (!list.ok) throw new Error(list.error);
  return list.value;
}

describe('an opposition list', () => {
  it('holds what was put in it and nothing else', () => {
    fc.assert(
      fc.property(serials, serials, (opposed, others) => {
        const list = decoded(encodeOppositionList(opposed));
        const set = new Set(opposed);
        expect(list.size).toBe(set.size);
        expect(new Set(list.serials())).toEqual(set);
        for (const one of [...opposed, ...others]) expect([one, list.has(one)]).toEqual([one, set.has(one)]);
      }),
    );
  });

  it('tells serials apart by their zeros', () => {
    const list = decoded(encodeOppositionList(['0123', '00000000000000000042'] as CardSerial[]));
    const asked = [
      '0123',
      '123',
      '00123',
      '42',
      '00000000000000000042',
      '0000000000000000042',
    ] as CardSerial[];
    expect(asked.map((one) => list.has(one))).toEqual([true, false, false, false, true, false]);
  });

  it('has one encoding, whatever the order and the doubles', () => {
    fc.assert(
      fc.property(serials, (opposed) => {
        const again = [...opposed, ...opposed].reverse();
        expect(encodeOppositionList(again)).toEqual(encodeOppositionList(opposed));
      }),
    );
  });

  it('is refused or encodes back to the same bytes, whatever happened to them', () => {
    const damage = fc.record({ at: fc.nat(), byte: fc.nat(255), cut: fc.nat() });
    fc.assert(
      fc.property(
        fc.array(numbered, { minLength: 1, maxLength: 50 }),
        damage,
        (opposed, { at, byte, cut }) => {
          const bytes = encodeOppositionList(opposed);
          const changed = Uint8Array.from(bytes);
          changed[at % bytes.length] = byte;
          const cutShort = bytes.subarray(0, cut % bytes.length);
          expect(decodeOppositionList(cutShort).ok).toBe(false);
          expect(decodeOppositionList(Uint8Array.from([...bytes, byte])).ok).toBe(false);
          const list = decodeOppositionList(changed);
          if (list.ok) expect(encodeOppositionList(list.value.serials())).toEqual(changed);
        },
      ),
    );
  });

  it.each([
    ['nothing', '', 'expected OPP 01'],
    ['another version', '4f505002', 'expected OPP 01'],
    ['no number of groups', '4f505001', 'at offset 4: expected a number of groups'],
    ['too many groups', '4f50500101', 'expected 1 to 20 digits'],
    ['a serial of 21 digits', '4f50500101150001', 'expected 1 to 20 digits'],
    ['a prefix where there is none', '4f505001010f0101', 'expected a prefix'],
    ['an empty group', '4f5050010104000000', 'expected as many serials'],
    ['more serials than bytes', '4f505001010400ffff7f00', 'expected as many serials'],
    ['a serial too long for its group', '4f5050010101000109ff', 'expected the end'],
    ['a serial beyond its group', '4f505001010100010a', 'expected serials in order'],
    ['groups in disorder', '4f505001020400010103000101', 'expected groups in order'],
    ['a number written longer than it is', '4f505001010400018100', 'expected serials in order'],
    ['bytes after the end', '4f5050010000', 'expected the end'],
  ])('with %s is refused', (_, hex, error) => {
    const list = decodeOppositionList(Uint8Array.from(Buffer.from(hex, 'hex')));
    expect(list).toMatchObject({ ok: false, error: expect.stringContaining(error) });
  });

  it('is not made of what is no serial', () => {
    for (const text of ['', '12A', '1'.repeat(21), '-1', '1e3']) {
      expect(() => encodeOppositionList([text as CardSerial])).toThrow(RangeError);
      expect(decoded(encodeOppositionList([serialOf(1)])).has(text as CardSerial)).toBe(false);
    }
  });

  it('of half a million cards fits 1.25 MB, drawn from ten thousand million', { timeout: 60_000 }, () => {
    let state = 1;
    const random = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    const opposed = Array.from(
      { length: 500_000 },
      () => `8025000000${String(Math.floor(random() * 1e10)).padStart(10, '0')}` as CardSerial,
    );
    const bytes = encodeOppositionList(opposed);
    expect(bytes.length).toBeLessThan(1_250_000);
    const list = decoded(bytes);
    expect(list.size).toBe(new Set(opposed).size);
    expect(opposed.every((one) => list.has(one))).toBe(true);
  });
});
