import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { decode, encode, type ITag, Tag } from 'cbor2';
import { dictionary } from './dictionary.ts';

/**
 * The bytes of a body before it is sealed: CBOR, deflated with a fixed dictionary, padded. What is sealed does not compress any
 * more, and its length must not tell what it is.
 */

/** Lengths are multiples of it. */
const BUCKET = 32;
/** Ends the content; zeros follow (ISO/IEC 7816-4, as in secure messaging). */
const END = 0x80;

/** CBOR tags: a binary UUID (RFC 9562, IANA registry) and bytes that were written in base 16 (RFC 8949 §3.4.5.2). */
const UUID = 37;
const BASE16 = 23;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const base16 = /^(?:[0-9a-f]{2}){8,}$/;
/** A serial is digits, and so base 16 as well: as text it deflates no worse, and reads better. */
const decimal = /^\d+$/;

/** Identifiers as bytes: half as long, and random bytes do not deflate. */
function shorten(value: unknown): unknown {
  if (typeof value === 'string') {
    if (uuid.test(value)) return new Tag(UUID, bytesOf(value.replaceAll('-', '')));
    return base16.test(value) && !decimal.test(value) ? new Tag(BASE16, bytesOf(value)) : value;
  }
  if (Array.isArray(value)) return value.map(shorten);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shorten(each)]));
  return value;
}

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

function hexOf({ contents }: ITag): string {
  if (!(contents instanceof Uint8Array)) throw new TypeError('a tagged identifier that is not bytes');
  return Buffer.from(contents).toString('hex');
}

const tags = new Map([
  [UUID, (tag: ITag) => hexOf(tag).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')],
  [BASE16, hexOf],
]);

/**
 * `content`, of plain objects, arrays, strings, numbers and booleans, in a multiple of 32 bytes. Throws a `RangeError` when it takes
 * more than `longest` bytes before it is deflated: `unpack` would refuse it.
 */
export function pack(content: object, longest: number): Buffer {
  const plain = encode(shorten(content));
  if (plain.length > longest)
    throw new RangeError(`a content of ${plain.length} bytes: expected at most ${longest}`);
  const deflated = deflateRawSync(plain, { dictionary, level: 9 });
  const length = Math.ceil((deflated.length + 1) / BUCKET) * BUCKET;
  const packed = Buffer.alloc(length);
  deflated.copy(packed);
  packed[deflated.length] = END;
  return packed;
}

/** What was packed, or undefined when these are not such bytes or they would inflate to more than `longest`. */
export function unpack(packed: Uint8Array, longest: number): unknown {
  const end = packed.lastIndexOf(END);
  if (end < 0 || packed.subarray(end + 1).some((byte) => byte !== 0)) return undefined;
  try {
    const plain = inflateRawSync(packed.subarray(0, end), { dictionary, maxOutputLength: longest });
    return decode(plain, { tags, ignoreGlobalTags: true, maxDepth: 8 });
  } catch {
    return undefined;
  }
}
