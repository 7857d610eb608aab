/**
 * CBOR (RFC 8949) of what records hold, preferred serialisation, identifiers as bytes. A record is encoded while somebody waits, and a
 * general encoder takes many times as long; `cbor2` reads it, here and in the tests.
 */

/** Tags: a binary UUID (RFC 9562, IANA registry) and bytes that were written in base 16 (RFC 8949 §3.4.5.2). */
export const UUID = 37;
export const BASE16 = 23;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const base16 = /^(?:[0-9a-f]{2}){8,}$/;
/** A serial is digits, and so base 16 as well: as text it deflates no worse, and reads better. */
const decimal = /^\d+$/;

/** Major types, RFC 8949 §3.1. */
const major = { unsigned: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5, tag: 6, simple: 7 } as const;

function head(type: keyof typeof major, argument: number): Buffer {
  const first = major[type] << 5;
  if (argument < 24) return Buffer.of(first | argument);
  if (argument < 0x100) return Buffer.of(first | 24, argument);
  const [size, additional] = argument < 0x1_0000 ? [2, 25] : argument < 0x1_0000_0000 ? [4, 26] : [8, 27];
  const bytes = Buffer.alloc(1 + size);
  bytes[0] = first | additional;
  if (size === 8) bytes.writeBigUInt64BE(BigInt(argument), 1);
  else bytes.writeUIntBE(argument, 1, size);
  return bytes;
}

function text(value: string): Buffer[] {
  if (uuid.test(value)) return identifier(UUID, value.replaceAll('-', ''));
  if (base16.test(value) && !decimal.test(value)) return identifier(BASE16, value);
  const bytes = Buffer.from(value);
  return [head('text', bytes.length), bytes];
}

/** As bytes: half as long, and random bytes do not deflate. */
function identifier(tag: number, hex: string): Buffer[] {
  const bytes = Buffer.from(hex, 'hex');
  return [head('tag', tag), head('bytes', bytes.length), bytes];
}

function number(value: number): Buffer {
  if (Number.isSafeInteger(value)) return value < 0 ? head('negative', -1 - value) : head('unsigned', value);
  const bytes = Buffer.alloc(9);
  bytes[0] = (major.simple << 5) | 27;
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

function parts(value: unknown): Buffer[] {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') return [number(value)];
  if (typeof value === 'boolean') return [head('simple', value ? 21 : 20)];
  if (value === null) return [head('simple', 22)];
  if (Array.isArray(value)) return [head('array', value.length), ...value.flatMap(parts)];
  if (typeof value === 'object') {
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    return [head('map', entries.length), ...entries.flatMap(([key, each]) => [...text(key), ...parts(each)])];
  }
  throw new TypeError(`a ${typeof value} in a record: expected what JSON can say`);
}

/**
 * The bytes of `value`: plain objects, arrays, strings, numbers, booleans and null. A field that is undefined is left out. UUIDs and
 * base 16 of at least eight bytes, in lower case, become tagged bytes. Throws a `TypeError` on anything else: a mistake of the caller.
 */
export const encode = (value: unknown): Buffer => Buffer.concat(parts(value));
