import { encode } from '@msgpack/msgpack';
import { describe, expect, it } from 'vitest';
import type { Manifest, SealValue } from './manifest.ts';
import { decodePayload, encodePayload } from './payload.ts';

const manifest: Manifest = {
  id: 'FB00FF',
  name: 'essai',
  fields: [
    { label: 'Texte', kind: { kind: 'text' } },
    { label: 'Jour', kind: { kind: 'date' }, nillable: true },
    { label: 'Montants', kind: { kind: 'list', of: { kind: 'amount' } } },
    {
      label: 'Objet',
      kind: {
        kind: 'object',
        fields: [
          { label: 'Oui', kind: { kind: 'flag' } },
          { label: 'Rang', kind: { kind: 'number' } },
        ],
      },
    },
  ],
  about: () => ({ specimen: true }),
};

const values: readonly SealValue[] = ['œuvre', '1969-05-10', [123_456, -5], [true, 7]];
const concat = (...parts: readonly unknown[]) => Buffer.concat(parts.map((part) => encode(part)));
const problem = (payload: Uint8Array) => {
  const read = decodePayload(manifest, payload);
  return read.ok ? undefined : read.error;
};

describe('a payload', () => {
  it('is its values one after the other, a date as days since 1900, an object as an array', () => {
    const payload = encodePayload(manifest, values);
    expect(Buffer.from(payload)).toEqual(concat('œuvre', 25_331, [123_456, -5], [true, 7]));
    expect(decodePayload(manifest, payload)).toEqual({ ok: true, value: values });
  });

  it('is understood in one array, as some write it', () => {
    expect(decodePayload(manifest, concat(['œuvre', null, [], [false, 0]]))).toEqual({
      ok: true,
      value: ['œuvre', null, [], [false, 0]],
    });
  });

  it('is not made of values that are not of its fields', () => {
    expect(() => encodePayload(manifest, values.slice(1))).toThrow(/3 values for the 4 fields/);
    expect(() => encodePayload(manifest, [null, ...values.slice(1)])).toThrow(/Texte: a value is expected/);
    expect(() => encodePayload(manifest, [1, ...values.slice(1)])).toThrow(
      /Texte: not a value of the kind text/,
    );
  });

  it.each([
    ['too few values', concat('a', null, []), /expected the 4 values/],
    ['too many values', concat('a', null, [], [true, 1], 1), /more than 4/],
    ['another type', concat('a', 'b', [], [true, 1]), /Jour: expected a number of days/],
    ['a day of no calendar', concat('a', 4_000_000, [], [true, 1]), /Jour/],
    ['half a day', concat('a', 1.5, [], [true, 1]), /Jour/],
    ['half a cent', concat('a', null, [0.5], [true, 1]), /Montants/],
    ['nil where a value is due', concat(null, null, [], [true, 1]), /Texte/],
    ['an object of another size', concat('a', null, [], [true]), /Objet: expected the 2 values/],
    ['a map', concat({ a: 1 }, null, [], [true, 1]), /not MessagePack, or beyond/],
    ['a text beyond measure', concat('a'.repeat(2000), null, [], [true, 1]), /beyond/],
    ['a list beyond measure', concat('a', null, Array(100).fill(1), [true, 1]), /beyond/],
    ['a length without its bytes', Buffer.from('dbffffffff', 'hex'), /beyond/],
    ['an array of four thousand million', Buffer.from('ddffffffff', 'hex'), /beyond/],
    ['sixty thousand nested arrays', Buffer.alloc(60_000, 0x91), /not MessagePack/],
    ['nothing', Buffer.alloc(0), /expected the 4 values/],
    ['a byte that MessagePack never uses', Buffer.from('c1', 'hex'), /not MessagePack/],
  ])('is refused with %s', (_, payload, expected) => {
    expect(problem(payload)).toMatch(expected);
  });

  it('of nested arrays that end well is refused as well', () => {
    const nested = Buffer.concat([Buffer.alloc(60_000, 0x91), Buffer.of(0xc0)]);
    expect(problem(nested)).toBeDefined();
  });
});
