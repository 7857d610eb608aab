import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { encode } from './cbor.ts';
import { decode } from './cbor-reader.ts';
import { createDeflater } from './deflate.ts';
import { dictionary } from './dictionary.ts';

/**
 * The bytes of a body before it is sealed: CBOR, deflated with a fixed dictionary, padded. What is sealed does not compress any
 * more, and its length must not tell what it is.
 */

/** Lengths are multiples of it. */
const BUCKET = 32;
/** What is longer is worth codes of its own: zlib's. */
const SHORT = 1024;
const deflateShort = createDeflater(dictionary, SHORT);
/** Ends the content; zeros follow (ISO/IEC 7816-4, as in secure messaging). */
const END = 0x80;

/**
 * `content`, of what `encode` takes, in a multiple of 32 bytes. Throws a `RangeError` when it takes
 * more than `longest` bytes before it is deflated: `unpack` would refuse it.
 */
export function pack(content: object, longest: number): Uint8Array {
  const plain = encode(content);
  if (plain.length > longest)
    throw new RangeError(`a content of ${plain.length} bytes: expected at most ${longest}`);
  const deflated =
    plain.length <= SHORT ? deflateShort(plain) : deflateRawSync(plain, { dictionary, level: 9 });
  const length = Math.ceil((deflated.length + 1) / BUCKET) * BUCKET;
  const packed = new Uint8Array(length);
  packed.set(deflated);
  packed[deflated.length] = END;
  return packed;
}

/** What was packed, or undefined when these are not such bytes or they would inflate to more than `longest`. */
export function unpack(packed: Uint8Array, longest: number): unknown {
  const end = packed.lastIndexOf(END);
  if (end < 0 || packed.subarray(end + 1).some((byte) => byte !== 0)) return undefined;
  try {
    const plain = inflateRawSync(packed.subarray(0, end), {
      dictionary,
      maxOutputLength: longest,
      chunkSize: 1024,
    });
    return decode(plain);
  } catch {
    return undefined;
  }
}
