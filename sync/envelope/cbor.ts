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

/**
 * Where an encoding is put together: a buffer for each part of it takes longer than all the rest, and so does a call to Node for the few
 * bytes of one. Wiped after each.
 */
class Scratch {
  #bytes = new Uint8Array(2048);
  #length = 0;

  /** Where `count` more bytes go. */
  #room(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#length);
      larger.set(this.#bytes);
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
    else this.integer(first | 27, argument, 8);
  }

  byte(value: number): void {
    const at = this.#room(1);
    this.#bytes[at] = value;
  }

  integer(first: number, value: number, size: number): void {
    this.byte(first);
    const at = this.#room(size);
    for (let left = size, rest = value; left > 0; left -= 1, rest = Math.floor(rest / 0x100))
      this.#bytes[at + left - 1] = rest % 0x100;
  }

  double(value: number): void {
    const at = this.#room(8);
    new DataView(this.#bytes.buffer).setFloat64(at, value);
  }

  text(value: string): void {
    const before = this.#length;
    this.head('text', value.length);
    if (this.#ascii(value)) return;
    this.#length = before;
    const encoded = Buffer.from(value);
    this.head('text', encoded.length);
    const at = this.#room(encoded.length);
    this.#bytes.set(encoded, at);
  }

  /** False, and of no effect that lasts, when it is not all ASCII. */
  #ascii(value: string): boolean {
    const at = this.#room(value.length);
    for (let index = 0; index < value.length; index += 1) {
      const unit = value.charCodeAt(index);
      if (unit > 0x7f) return false;
      this.#bytes[at + index] = unit;
    }
    return true;
  }

  /** `digits`: lower case. */
  hex(digits: string): void {
    const at = this.#room(digits.length / 2);
    for (let index = 0; index < digits.length; index += 2)
      this.#bytes[at + index / 2] = (digitAt(digits, index) << 4) | digitAt(digits, index + 1);
  }

  /** What was put together since the last time. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length);
    this.#bytes.fill(0, 0, this.#length);
    this.#length = 0;
    return taken;
  }
}

function digitAt(digits: string, index: number): number {
  const unit = digits.charCodeAt(index);
  return unit < 0x3a ? unit - 0x30 : unit - 0x61 + 10;
}

function writeText(out: Scratch, value: string): void {
  const isIdentifier = value.length >= SHORTEST_IDENTIFIER;
  if (isIdentifier && uuid.test(value)) writeIdentifier(out, UUID, value.replaceAll('-', ''));
  else if (isIdentifier && base16.test(value) && !decimal.test(value)) writeIdentifier(out, BASE16, value);
  else out.text(value);
}

/** As bytes: half as long, and random bytes do not deflate. */
function writeIdentifier(out: Scratch, tag: number, hex: string): void {
  out.head('tag', tag);
  out.head('bytes', hex.length / 2);
  out.hex(hex);
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
  const entries: readonly [string, unknown][] = Object.entries(map);
  let count = 0;
  for (const [, value] of entries) if (value !== undefined) count += 1;
  out.head('map', count);
  for (const [key, value] of entries)
    if (value !== undefined) {
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
export function encode(value: unknown): Uint8Array {
  try {
    write(scratch, value);
  } catch (mistake) {
    scratch.take();
    throw mistake;
  }
  return scratch.take();
}
