import { isUtf8 } from 'node:buffer';
import { BASE16, major, UUID } from './cbor.ts';

/**
 * CBOR (RFC 8949) as `encode` writes it, read back: definite lengths, doubles, identifiers in their two tags. The centre reads what
 * strangers may have written, so all else is malformed; and it reads a fleet's days, for which a general decoder takes ten times as long.
 */

/** Deepest that maps and arrays may lie in each other: no record has three, and a stranger's could exhaust the stack. */
const DEEPEST = 8;

const UUID_BYTES = 16;

const REPLACEMENT = '\ufffd';

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** Where the next `count` bytes are. */
  #take(count: number): number {
    const at = this.#at;
    this.#at += count;
    if (this.#at > this.#bytes.length) throw new SyntaxError('CBOR that ends too early');
    return at;
  }

  byte(): number {
    return this.#bytes[this.#take(1)] ?? 0;
  }

  /** The argument of a head whose low five bits are `low` (§3). */
  argument(low: number): number {
    if (low < 24) return low;
    if (low > 27) throw new SyntaxError(`CBOR with additional information ${low}`);
    const size = 1 << (low - 24);
    const at = this.#take(size);
    if (size < 8) return this.#bytes.readUIntBE(at, size);
    const value = Number(this.#bytes.readBigUInt64BE(at));
    if (!Number.isSafeInteger(value)) throw new SyntaxError('CBOR with an integer beyond 2^53');
    return value;
  }

  double(): number {
    return this.#bytes.readDoubleBE(this.#take(8));
  }

  hex(length: number): string {
    const at = this.#take(length);
    return this.#bytes.toString('hex', at, at + length);
  }

  text(length: number): string {
    const at = this.#take(length);
    const text = this.#bytes.toString('utf8', at, at + length);
    // Bytes that are no UTF-8 read as this character, which a text may hold as well.
    if (text.includes(REPLACEMENT) && !isUtf8(this.#bytes.subarray(at, at + length)))
      throw new SyntaxError('CBOR with a text that is not UTF-8');
    return text;
  }
}

function readIdentifier(reader: Reader, tag: number): string {
  const head = reader.byte();
  if (head >> 5 !== major.bytes || (tag !== UUID && tag !== BASE16))
    throw new SyntaxError(`CBOR with tag ${tag}: expected bytes tagged ${UUID} or ${BASE16}`);
  const length = reader.argument(head & 0x1f);
  if (tag === UUID && length !== UUID_BYTES) throw new SyntaxError(`CBOR with a UUID of ${length} bytes`);
  const hex = reader.hex(length);
  return tag === UUID ? hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') : hex;
}

function readSimple(reader: Reader, low: number): boolean | number | null {
  if (low === 20) return false;
  if (low === 21) return true;
  if (low === 22) return null;
  if (low === 27) return reader.double();
  throw new SyntaxError(`CBOR with simple value ${low}`);
}

function readMap(reader: Reader, length: number, depth: number): object {
  const entries: [string, unknown][] = [];
  for (let count = 0; count < length; count += 1) {
    const key = read(reader, depth);
    if (typeof key !== 'string') throw new SyntaxError('CBOR with a key that is not a text');
    entries.push([key, read(reader, depth)]);
  }
  // Not by assignment, which would take a `__proto__` for what it is not.
  const map = Object.fromEntries(entries);
  // Not valid (§5.6), and for each reader to take the first or the last.
  if (Object.keys(map).length < length) throw new SyntaxError('CBOR with a key that is there twice');
  return map;
}

function readArray(reader: Reader, length: number, depth: number): unknown[] {
  const items: unknown[] = [];
  for (let count = 0; count < length; count += 1) items.push(read(reader, depth));
  return items;
}

/** `depth`: how many more maps and arrays may lie in each other. */
function read(reader: Reader, depth: number): unknown {
  const head = reader.byte();
  const type = head >> 5;
  const low = head & 0x1f;
  if (type === major.simple) return readSimple(reader, low);
  const argument = reader.argument(low);
  if (type === major.unsigned) return argument;
  if (type === major.negative) return -1 - argument;
  if (type === major.text) return reader.text(argument);
  if (type === major.tag) return readIdentifier(reader, argument);
  if (type === major.bytes) throw new SyntaxError('CBOR with bytes that have no tag');
  if (depth === 0) throw new SyntaxError(`CBOR deeper than ${DEEPEST}`);
  return type === major.map ? readMap(reader, argument, depth - 1) : readArray(reader, argument, depth - 1);
}

/** What `encode` encoded. Throws a `SyntaxError` when it did not: malformed, cut short, or with something left over. */
export function decode(encoded: Uint8Array): unknown {
  const reader = new Reader(encoded);
  const value = read(reader, DEEPEST);
  if (!reader.isAtEnd) throw new SyntaxError('CBOR with something after its end');
  return value;
}
