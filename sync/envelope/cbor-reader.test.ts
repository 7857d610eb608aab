import { decode as decodeWithCbor2, encode as encodeWithCbor2, type ITag, Tag } from 'cbor2';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BASE16, encode, UUID } from './cbor.ts';
import { decode } from './cbor-reader.ts';

const hex = (text: string) => Buffer.from(text, 'hex');

/** What records may hold, and what a general decoder makes of it, with the identifiers of records. */
const leaf = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.uuid(),
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 16 }),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  fc.boolean(),
  fc.constant(null),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('tree')), fc.dictionary(fc.string(), tie('tree'))),
}));

function bytesOf({ contents }: ITag): Buffer {
  if (!(contents instanceof Uint8Array)) throw new TypeError('an identifier that is not bytes');
  return Buffer.from(contents);
}
const dashed = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/;
const tags = new Map([
  [UUID, (tag: ITag) => bytesOf(tag).toString('hex').replace(dashed, '$1-$2-$3-$4-$5')],
  [BASE16, (tag: ITag) => bytesOf(tag).toString('hex')],
]);
const general = (bytes: Uint8Array) => decodeWithCbor2(bytes, { tags, ignoreGlobalTags: true });

describe('reading CBOR', () => {
  it('gives back whatever was encoded', () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(decode(encode(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses what is cut short, and what has something after its end', () => {
    const bytes = encode({
      id: '01934f5e-8c7a-7000-8000-1234567890ab',
      rangs: ['01', '02'],
      at: 1e12,
      share: 0.5,
    });
    for (let length = 0; length < bytes.length; length += 1)
      expect(() => decode(bytes.subarray(0, length))).toThrow(SyntaxError);
    expect(() => decode(Buffer.concat([bytes, Buffer.of(0xf6)]))).toThrow(/after its end/);
  });

  it('of any bytes gives what a general decoder gives, or refuses them', () => {
    // The general decoder takes the name of that field for what it is not.
    const plain = tree.filter((value) => !JSON.stringify(value).includes('__proto__'));
    const mangled = fc.tuple(plain, fc.nat(), fc.nat(255)).map(([value, at, byte]) => {
      const bytes = encode(value);
      bytes[at % bytes.length] = byte;
      return bytes;
    });
    let read = 0;
    fc.assert(
      fc.property(fc.oneof(mangled, fc.uint8Array({ maxLength: 12 })), (bytes) => {
        let value: unknown;
        try {
          value = decode(bytes);
        } catch (refused) {
          expect(refused).toBeInstanceOf(SyntaxError);
          return;
        }
        read += 1;
        expect(JSON.stringify(value)).toBe(JSON.stringify(general(bytes)));
      }),
      { numRuns: 5000 },
    );
    expect(read).toBeGreaterThan(500);
  });

  it.each([
    ['a text that is not UTF-8', '62c328'],
    ['bytes that have no tag', '4101'],
    ['another tag', 'c11a514b67b0'],
    ['an identifier that is a text', 'd82561f6'],
    ['an identifier that is too short for a UUID', 'd8254101'],
    ['an identifier that is too long for a UUID', `d82551${'01'.repeat(17)}`],
    ['a field that is there twice', 'a26161016161f6'],
    ['a key that is a number', 'a10102'],
    ['a length that is not told', '9f01ff'],
    ['an integer beyond 2^53', '1b0020000000000001'],
    ['undefined', 'f7'],
    ['half a double', 'f93e00'],
    ['a list of four thousand million', '9affffffff00'],
    ['lists in lists', `${'81'.repeat(9)}80`],
    ['lists in lists without end', '81'.repeat(8000)],
  ])('refuses %s', (_, bytes) => {
    expect(() => decode(hex(bytes))).toThrow(SyntaxError);
  });

  it('takes the character that stands for what is not UTF-8, and lists in lists', () => {
    expect(decode(Buffer.from(encodeWithCbor2('\ufffd')))).toBe('\ufffd');
    expect(decode(hex(`${'81'.repeat(7)}80`))).toEqual([[[[[[[[]]]]]]]]);
  });

  it('does not let a field set a prototype', () => {
    const decoded = decode(
      Buffer.from(encodeWithCbor2(new Map([['__proto__', { kind: 'card-forgotten' }]]))),
    );
    expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype);
    expect(Object.keys(decoded as object)).toEqual(['__proto__']);
  });

  it('reads identifiers in their tags', () => {
    const id = '01934f5e-8c7a-7a51-9c1f-4be2a8f0d6c3';
    const tagged = new Tag(UUID, Uint8Array.from(hex(id.replaceAll('-', ''))));
    expect(decode(Buffer.from(encodeWithCbor2(tagged)))).toBe(id);
    expect(decode(Buffer.from(encodeWithCbor2(new Tag(BASE16, Uint8Array.of(0xab)))))).toBe('ab');
  });
});
