/**
 * CBOR (RFC 8949) of what records hold, preferred serialisation, identifiers as bytes. A record is encoded while somebody waits, and a
 * general encoder takes many times as long; `cbor-reader.ts` reads it, and in the tests `cbor2`.
 */

/** Tags: a binary UUID (RFC 9562, IANA registry) and bytes that were written in base 16 (RFC 8949 §3.4.5.2). */
export const UUID = 37;
export const BASE16 = 23;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const base16 = /^(?:[0-9a-f]{2}){8,}$/;
/** Of an identifier, in characters. */
const SHORTEST_IDENTIFIER = 16;
/** A serial is digits, and so base 16 as well: as text it deflates no worse, and reads better. */
const decimal = /^\d+$/;

/** Major types, RFC 8949 §3.1. */
export const major = {
  unsigned: 0,
  negative: 1,
  bytes: 2,
  text: 3,
  array: 4,
  map: 5,
  tag: 6,
  simple: 7,
} as const;

/** Where an encoding is put together: a buffer for each part of it takes longer than all the rest. Wiped after each. */
class Scratch {
  #bytes = Buffer.alloc(2048);
  #length = 0;

  /** Where `count` more bytes go. */
  #room(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const larger = Buffer.alloc(2 * this.#length);
      this.#bytes.copy(larger);
      this.#bytes.fill(0);
      this.#bytes = larger;
    }
    return at;
  }

  head(type: keyof typeof major, argument: number): void {
    const first = major[type] << 5;
    if (argument < 24) this.byte(first | argument);
    else if (argument < 0x100) this.integer(first | 24, argument, 1);
    else if (argument < 0x1_0000) this.integer(first | 25, argument, 2);
    else if (argument < 0x1_0000_0000) this.integer(first | 26, argument, 4);
    else {
      this.byte(first | 27);
      const at = this.#room(8);
      this.#bytes.writeBigUInt64BE(BigInt(argument), at);
    }
  }

  byte(value: number): void {
    const at = this.#room(1);
    this.#bytes[at] = value;
  }

  integer(first: number, value: number, size: number): void {
    this.byte(first);
    const at = this.#room(size);
    this.#bytes.writeUIntBE(value, at, size);
  }

  double(value: number): void {
    const at = this.#room(8);
    this.#bytes.writeDoubleBE(value, at);
  }

  /** `length`: in bytes. */
  string(value: string, length: number, encoding: 'utf8' | 'hex'): void {
    const at = this.#room(length);
    this.#bytes.write(value, at, encoding);
  }

  /** What was put together since the last time. */
  take(): Buffer {
    const whole = this.#bytes.subarray(0, this.#length);
    const taken = Buffer.from(whole);
    whole.fill(0);
    this.#length = 0;
    return taken;
  }
}

function writeText(out: Scratch, value: string): void {
  const isIdentifier = value.length >= SHORTEST_IDENTIFIER;
  if (isIdentifier && uuid.test(value)) writeIdentifier(out, UUID, value.replaceAll('-', ''));
  else if (isIdentifier && base16.test(value) && !decimal.test(value)) writeIdentifier(out, BASE16, value);
  else {
    const length = Buffer.byteLength(value);
    out.head('text', length);
    out.string(value, length, 'utf8');
  }
}

/** As bytes: half as long, and random bytes do not deflate. */
function writeIdentifier(out: Scratch, tag: number, hex: string): void {
  out.head('tag', tag);
  out.head('bytes', hex.length / 2);
  out.string(hex, hex.length / 2, 'hex');
}

function writeNumber(out: Scratch, value: number): void {
  if (Number.isSafeInteger(value)) {
    if (value < 0) out.head('negative', -1 - value);
    else out.head('unsigned', value);
  } else {
    out.byte((major.simple << 5) | 27);
    out.double(value);
  }
}

function writeMap(out: Scratch, map: object): void {
  const entries = Object.entries(map).filter(([, value]) => value !== undefined);
  out.head('map', entries.length);
  for (const [key, value] of entries) {
    writeText(out, key);
    write(out, value);
  }
}

/** A date or bytes would become a map without a word. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const kindOf = (value: unknown): string =>
  typeof value === 'object' && value !== null ? value.constructor.name : typeof value;

function write(out: Scratch, value: unknown): void {
  if (typeof value === 'string') writeText(out, value);
  else if (typeof value === 'number') writeNumber(out, value);
  else if (typeof value === 'boolean') out.head('simple', value ? 21 : 20);
  else if (value === null) out.head('simple', 22);
  else if (Array.isArray(value)) {
    out.head('array', value.length);
    for (const each of value) write(out, each);
  } else if (isPlain(value)) writeMap(out, value);
  else throw new TypeError(`a ${kindOf(value)} in a record: expected what JSON can say`);
}

const scratch = new Scratch();

/**
 * The bytes of `value`: plain objects, arrays, strings, numbers, booleans and null. A field that is undefined is left out. UUIDs and
 * base 16 of at least eight bytes, in lower case, become tagged bytes. Throws a `TypeError` on anything else: a mistake of the caller.
 */
export function encode(value: unknown): Buffer {
  try {
    write(scratch, value);
  } catch (mistake) {
    scratch.take();
    throw mistake;
  }
  return scratch.take();
}
