import { decode, encode as encodeWithCbor2, Tag } from 'cbor2';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BASE16, encode, UUID } from './cbor.ts';

const hex = (value: unknown) => Buffer.from(encode(value)).toString('hex');

describe('CBOR', () => {
  it.each([
    // RFC 8949, appendix A.
    [0, '00'],
    [23, '17'],
    [24, '1818'],
    [100, '1864'],
    [1000, '1903e8'],
    [1_000_000, '1a000f4240'],
    [1_000_000_000_000, '1b000000e8d4a51000'],
    [-1, '20'],
    [-1000, '3903e7'],
    [1.1, 'fb3ff199999999999a'],
    [false, 'f4'],
    [true, 'f5'],
    [null, 'f6'],
    ['', '60'],
    ['ü', '62c3bc'],
    [[1, [2, 3], [4, 5]], '8301820203820405'],
    [{ a: 1, b: [2, 3] }, 'a26161016162820203'],
  ])('of %j is as the RFC has it', (value, bytes) => {
    expect(hex(value)).toBe(bytes);
  });

  it('of anything that a record may hold reads back, for a general decoder', () => {
    // Not minus zero, which JSON does not tell from zero either: adding zero makes it one.
    const leaf = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.integer(),
      fc.double().map((value) => value + 0),
      fc.boolean(),
      fc.constant(null),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('tree')), fc.dictionary(fc.string(), tie('tree'))),
    }));
    // Not the name of a field: assigning it would set the prototype.
    const plain = tree.filter((value) => !JSON.stringify(value).includes('__proto__'));
    const short = plain.filter((value) => !/[0-9a-f]{16}/.test(JSON.stringify(value)));
    fc.assert(
      fc.property(short, (value) => {
        expect(decode(encode(value))).toEqual(decode(encodeWithCbor2(value)));
      }),
      { numRuns: 500 },
    );
  });

  it('has identifiers as tagged bytes, and serials as text', () => {
    const id = '01934f5e-8c7a-7a51-9c1f-4be2a8f0d6c3';
    const value = { id, plan: 'a7'.repeat(32), cardSerial: '99000000000000001' };
    const expected = {
      id: new Tag(UUID, Uint8Array.from(Buffer.from(id.replaceAll('-', ''), 'hex'))),
      plan: new Tag(BASE16, Uint8Array.from(Buffer.from('a7'.repeat(32), 'hex'))),
      cardSerial: '99000000000000001',
    };
    expect(hex(value)).toBe(Buffer.from(encodeWithCbor2(expected)).toString('hex'));
  });

  it('leaves out what is undefined, as JSON does, and refuses what neither can say', () => {
    expect(hex({ a: undefined, b: 1 })).toBe(hex({ b: 1 }));
    expect(() => encode({ a: 1n })).toThrow(/a bigint in a record/);
    expect(() => encode({ a: new Date(0) })).toThrow(/a Date in a record/);
    expect(() => encode([Buffer.of(1)])).toThrow(/a Buffer in a record/);
  });
});
