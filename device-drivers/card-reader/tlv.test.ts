import { tlv } from '@borne/simulators/card/tlv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findTlv, holdsAllTlv, readTlv } from './tlv.ts';

const tag = fc.constantFrom(0x65, 0x80, 0x93, 0x5f37, 0x7f21);
const object = fc.tuple(tag, fc.uint8Array({ maxLength: 300 }));
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

describe('BER-TLV', () => {
  it('reads back any series of objects, whatever the padding', () => {
    fc.assert(
      fc.property(
        fc.array(object, { maxLength: 20 }),
        fc.constantFrom('', '0000', 'ffff'),
        (series, padding) => {
          const encoded = series.map(([one, value]) => tlv(one, value));
          const read = readTlv(Uint8Array.from([...encoded.flatMap((part) => [...part]), ...bytes(padding)]));
          expect(read.ok && read.value.map((one) => [one.tag, [...one.value], [...one.encoded]])).toEqual(
            series.map(([one, value], index) => [one, [...value], [...(encoded[index] ?? [])]]),
          );
        },
      ),
    );
  });

  it('gives an answer for any bytes, and never one beyond them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (noise) => {
        const read = readTlv(noise);
        if (!read.ok) return;
        const used = read.value.reduce((total, { encoded }) => total + encoded.length, 0);
        expect(used).toBeLessThanOrEqual(noise.length);
      }),
    );
  });

  it('knows a file by its beginning from the first byte of padding on, and not before', () => {
    fc.assert(
      fc.property(fc.array(object, { minLength: 1, maxLength: 5 }), (series) => {
        const objects = Uint8Array.from(series.flatMap(([one, value]) => [...tlv(one, value)]));
        const file = Uint8Array.from([...objects, 0x00, 0x00]);
        for (let length = 0; length <= objects.length; length += 1) {
          if (holdsAllTlv(file.subarray(0, length))) return false;
        }
        return holdsAllTlv(file.subarray(0, objects.length + 1));
      }),
    );
  });

  it.each(['658000000000', '5f8181810100', '65830000010000'])('asks for no more of %s', (hex) => {
    expect(holdsAllTlv(bytes(hex))).toBe(true);
    expect(holdsAllTlv(bytes(hex.slice(0, 4)))).toBe(false);
  });

  it('refuses every way of cutting an object short', () => {
    const whole = tlv(0x7f21, new Uint8Array(200).fill(1));
    for (let length = 1; length < whole.length; length += 1) {
      expect([length, readTlv(whole.subarray(0, length)).ok]).toEqual([length, false]);
    }
  });

  it.each([
    ['658000', 'bad length at offset 1'],
    ['6583000001aa', 'bad length at offset 1'],
    ['5f8181810100', 'bad tag at offset 0'],
    ['6505aabb', 'length at offset 1 goes 3 bytes too far'],
  ])('says what is wrong with %s', (hex, error) => {
    expect(readTlv(bytes(hex))).toEqual({ ok: false, error });
  });

  it('stops counting at 64 objects', () => {
    expect(readTlv(bytes('8000'.repeat(64))).ok).toBe(true);
    expect(readTlv(bytes('8000'.repeat(65)))).toEqual({ ok: false, error: 'more than 64 data objects' });
  });

  it('finds the first object of a tag', () => {
    const read = readTlv(bytes('800101810102800103'));
    expect(read.ok && findTlv(read.value, 0x80)).toEqual(bytes('01'));
    expect(read.ok && findTlv(read.value, 0x93)).toBeUndefined();
  });
});
