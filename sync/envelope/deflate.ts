/**
 * Raw DEFLATE (RFC 1951) of short texts with a preset dictionary, in one block of fixed codes. Somebody waits while a record is packed,
 * and zlib takes most of its time to set itself up for each; here the dictionary is read once. zlib inflates it, here and in the tests.
 */

const SHORTEST_MATCH = 3;
const LONGEST_MATCH = 258;
/** Places looked at for a match: more find none that is longer, in texts of some hundred bytes. */
const MOST_TRIED = 64;
const END_OF_BLOCK = 256;

/** Bits that follow the code of a length, and of a distance (§3.2.5); 258 has a code of its own, the last. */
const lengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const distanceExtra = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];

interface Codes {
  readonly first: Uint16Array;
  readonly extra: Uint8Array;
}

/** The first value that each code stands for. */
function codesFrom(least: number, extra: readonly number[]): Codes {
  const first = new Uint16Array(extra.length);
  extra.reduce((value, bits, code) => {
    first[code] = value;
    return value + (1 << bits);
  }, least);
  return { first, extra: Uint8Array.from(extra) };
}

const lengths = codesFrom(SHORTEST_MATCH, lengthExtra);
lengths.first[lengthExtra.length - 1] = LONGEST_MATCH;
const distances = codesFrom(1, distanceExtra);

function codeOf(value: number, { first }: Codes): number {
  let code = first.length - 1;
  while ((first[code] ?? 0) > value) code -= 1;
  return code;
}

/** Huffman codes are written from their most significant bit on, all else from its least (§3.1.1). */
function reversed(code: number, bits: number): number {
  let result = 0;
  for (let bit = 0; bit < bits; bit += 1) result |= ((code >> bit) & 1) << (bits - 1 - bit);
  return result;
}

/** The fixed code of a literal, of the end of the block, or of a length (§3.2.6), and its bits. */
function fixedCode(symbol: number): readonly [code: number, bits: number] {
  if (symbol < 144) return [0x30 + symbol, 8];
  if (symbol < 256) return [0x190 + symbol - 144, 9];
  if (symbol < 280) return [symbol - 256, 7];
  return [0xc0 + symbol - 280, 8];
}

const SYMBOLS = 288;
const symbolBits = Uint8Array.from({ length: SYMBOLS }, (_, symbol) => fixedCode(symbol)[1]);
const symbolCodes = Uint16Array.from({ length: SYMBOLS }, (_, symbol) => reversed(...fixedCode(symbol)));
const distanceCodes = Uint8Array.from(distanceExtra, (_, code) => reversed(code, 5));

/** Bits, put together from the least significant on. */
class BitWriter {
  readonly #bytes: Uint8Array;
  #length = 0;
  #held = 0;
  #bits = 0;

  constructor(most: number) {
    this.#bytes = new Uint8Array(most);
  }

  /** At most 16 bits. */
  put(value: number, bits: number): void {
    this.#held |= value << this.#bits;
    this.#bits += bits;
    for (; this.#bits >= 8; this.#bits -= 8) {
      this.#bytes[this.#length] = this.#held;
      this.#length += 1;
      this.#held >>>= 8;
    }
  }

  symbol(symbol: number): void {
    this.put(symbolCodes[symbol] ?? 0, symbolBits[symbol] ?? 0);
  }

  match(length: number, distance: number): void {
    const long = codeOf(length, lengths);
    this.symbol(END_OF_BLOCK + 1 + long);
    this.put(length - (lengths.first[long] ?? 0), lengths.extra[long] ?? 0);
    const far = codeOf(distance, distances);
    this.put(distanceCodes[far] ?? 0, 5);
    this.put(distance - (distances.first[far] ?? 0), distances.extra[far] ?? 0);
  }

  /** What was put together since the last time, to a whole byte. */
  take(): Uint8Array {
    this.put(0, (8 - this.#bits) % 8);
    const taken = this.#bytes.slice(0, this.#length);
    this.#bytes.fill(0, 0, this.#length);
    this.#length = 0;
    return taken;
  }
}

interface Match {
  readonly length: number;
  readonly at: number;
}

const HASHES = 512;
const NOWHERE = -1;

/** Deflates texts of at most `longest` bytes with `dictionary`; both together are at most 32 KiB. */
export function createDeflater(dictionary: Uint8Array, longest: number): (plain: Uint8Array) => Uint8Array {
  const start = dictionary.length;
  const window = new Uint8Array(start + longest);
  window.set(dictionary);
  /** The last place of three bytes with a hash; for each place, the one before with the same hash. */
  const last = new Int16Array(HASHES).fill(NOWHERE);
  const before = new Int16Array(window.length);
  // No literal takes more than nine bits, and no match more than what it stands for.
  const out = new BitWriter(Math.ceil((longest * 9) / 8) + 4);

  const hashAt = (at: number) =>
    (((window[at] ?? 0) << 8) ^ ((window[at + 1] ?? 0) << 4) ^ (window[at + 2] ?? 0)) % HASHES;

  function enter(from: number, to: number, end: number) {
    for (let at = from; at < Math.min(to, end - SHORTEST_MATCH + 1); at += 1) {
      const hash = hashAt(at);
      before[at] = last[hash] ?? NOWHERE;
      last[hash] = at;
    }
  }

  enter(0, start, start);
  const lastOfDictionary = last.slice();

  /** The longest match of what is at `at`, and the nearest of these. */
  function find(at: number, end: number): Match {
    const most = Math.min(LONGEST_MATCH, end - at);
    let match: Match = { length: 0, at: 0 };
    let candidate = last[hashAt(at)] ?? NOWHERE;
    for (let tried = 0; candidate !== NOWHERE && match.length < most && tried < MOST_TRIED; tried += 1) {
      let length = 0;
      while (length < most && window[candidate + length] === window[at + length]) length += 1;
      if (length > match.length) match = { length, at: candidate };
      candidate = before[candidate] ?? NOWHERE;
    }
    return match;
  }

  return (plain) => {
    const end = start + plain.length;
    window.set(plain, start);
    out.put(0b011, 3);
    for (let at = start; at < end; ) {
      const match = find(at, end);
      enter(at, at + 1, end);
      // Not when a longer one begins at the next byte.
      const worth = match.length >= SHORTEST_MATCH && match.length >= find(at + 1, end).length;
      const step = worth ? match.length : 1;
      if (worth) out.match(step, at - match.at);
      else out.symbol(window[at] ?? 0);
      enter(at + 1, at + step, end);
      at += step;
    }
    out.symbol(END_OF_BLOCK);
    last.set(lastOfDictionary);
    window.fill(0, start, end);
    return out.take();
  };
}
