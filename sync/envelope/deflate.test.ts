import { deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode } from './cbor.ts';
import { createDeflater } from './deflate.ts';
import { dictionary } from './dictionary.ts';

const LONGEST = 1024;
const deflate = createDeflater(dictionary, LONGEST);
const inflate = (deflated: Uint8Array) => inflateRawSync(deflated, { dictionary });

/** Texts with repeats, near and far, of their own and of the dictionary, in every length. */
const text = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.tuple(fc.nat(255), fc.nat(300)).map(([byte, count]) => Buffer.alloc(count, byte)),
      fc
        .tuple(fc.nat(dictionary.length), fc.nat(300))
        .map(([at, count]) => dictionary.subarray(at, at + count)),
    ),
    { maxLength: 12 },
  )
  .map((parts) => Buffer.concat([...parts, ...parts].map((part) => Buffer.from(part))).subarray(0, LONGEST));

describe('deflating', () => {
  it('gives what zlib inflates to the same bytes, whatever was deflated before', () => {
    fc.assert(
      fc.property(text, (plain) => {
        // Compared whole: an assertion goes byte by byte, and takes a hundred times as long.
        expect(inflate(deflate(plain)).equals(plain)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes nothing, a byte, and as much as it may', () => {
    const full = Buffer.from(Array.from({ length: LONGEST }, (_, at) => (at * 7919) % 251));
    for (const plain of [Buffer.alloc(0), Buffer.of(7), full, Buffer.alloc(LONGEST)])
      expect(inflate(deflate(plain))).toEqual(plain);
    expect(() => deflate(Buffer.alloc(LONGEST + 1))).toThrow(RangeError);
  });

  it('makes records no longer than zlib does', () => {
    const id = '01934f5e-8c7a-7000-8000-1234567890ab';
    const attestation = {
      kind: 'attestation-droits',
      documentNumber: 'AD-7K3M-9QXT-2B',
      cardSerial: '99000000000000001',
      rangs: ['01', '02', '03'],
      rightsFrom: 'central',
    };
    for (const content of [
      { kind: 'card-forgotten' },
      { id, operation: attestation },
      { id, outcome: 'done' },
      { id, outcome: 'in-doubt', reason: 'the printer did not say that it had finished' },
    ]) {
      const plain = encode(content);
      expect(deflate(plain).length).toBeLessThanOrEqual(
        deflateRawSync(plain, { dictionary, level: 9 }).length,
      );
    }
  });
});
