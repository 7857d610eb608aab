import { err, ok, type Result } from '@borne/domain/result';
import type { CardSerial } from '@borne/domain/rights';
import { VarintReader, writeVarint } from './varint.ts';

/**
 * The cards that must not be served any more (lost, stolen, fraudulent, replaced), by serial. Exact: no card is opposed
 * that is not in it, so no Bloom filter.
 */
export interface OppositionList {
  readonly size: number;
  has(serial: CardSerial): boolean;
  /** All of them, the shortest first, then in order. */
  serials(): Iterable<CardSerial>;
  /** The same as numbers, group after group, in order. */
  groups(): Iterable<SerialGroup>;
}

/** `OPP` and the version of this format. */
const MAGIC = [0x4f, 0x50, 0x50, 0x01] as const;
/** Digits that a number holds exactly and that fit 50 bits; those before them, at most five, name a group. */
const LOW_DIGITS = 15;
const MAX_DIGITS = 20;
const SERIAL = /^\d{1,20}$/;

/** Serials of one length that share their first digits: all but the last fifteen, which are numbers, each once, in order. */
export type SerialGroup = Group<Float64Array>;

interface Group<Lows> {
  readonly digits: number;
  readonly prefix: number;
  readonly lows: Lows;
}

/** Names a group; groups go by it. */
export const groupKey = (digits: number, prefix: number) => digits * 100_000 + prefix;
const prefixOf = (serial: string) => numberIn(serial, 0, Math.max(0, serial.length - LOW_DIGITS));
const lowOf = (serial: string) => numberIn(serial, Math.max(0, serial.length - LOW_DIGITS), serial.length);

/** The decimal number from `from` to `end`, NaN when another character is there; the look-up spends its time here. */
function numberIn(text: string, from: number, end: number): number {
  let value = 0;
  for (let at = from; at < end; at += 1) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function serialOf(digits: number, prefix: number, low: number): CardSerial {
  const first = digits > LOW_DIGITS ? String(prefix).padStart(digits - LOW_DIGITS, '0') : '';
  return (first + String(low).padStart(Math.min(digits, LOW_DIGITS), '0')) as CardSerial;
}

/**
 * Encodes serials, in any order, doubles allowed: `OPP` `01`, then varints: the number of groups, and for each, in order, its
 * digits, its prefix, how many serials it has, the first one's low digits, and what to add, less one, for each next one.
 * About two bytes a card when one card in a few hundred is opposed. Throws a `RangeError` for what is not a serial.
 */
export function encodeOppositionList(serials: Iterable<CardSerial>): Uint8Array {
  const groups = new Map<number, Group<number[]>>();
  for (const serial of serials) {
    if (!SERIAL.test(serial)) throw new RangeError('a serial has 1 to 20 decimal digits');
    const [digits, prefix] = [serial.length, prefixOf(serial)];
    const key = groupKey(digits, prefix);
    const group = groups.get(key) ?? { digits, prefix, lows: [] };
    groups.set(key, group);
    group.lows.push(lowOf(serial));
  }
  return encodeGroups(
    [...groups]
      .sort(([a], [b]) => a - b)
      .map(([, { digits, prefix, lows }]) => ({
        digits,
        prefix,
        lows: Float64Array.from(new Set(lows)).sort(),
      })),
  );
}

/** The same of groups that are in order, none of them empty. */
export function encodeGroups(groups: readonly SerialGroup[]): Uint8Array {
  const bytes: number[] = [...MAGIC];
  writeVarint(bytes, groups.length);
  for (const { digits, prefix, lows } of groups) {
    for (const value of [digits, prefix, lows.length]) writeVarint(bytes, value);
    let next = 0;
    for (const low of lows) {
      writeVarint(bytes, low - next);
      next = low + 1;
    }
  }
  return Uint8Array.from(bytes);
}

/** Reads a list whole. Every list has one encoding: anything else is refused, and the error says where. */
export function decodeOppositionList(bytes: Uint8Array): Result<OppositionList, string> {
  if (MAGIC.some((byte, index) => bytes[index] !== byte)) return err('expected OPP 01, a list of version 1');
  const reader = new VarintReader(bytes.subarray(MAGIC.length));
  const wrong = (expected: string) => err(`at offset ${MAGIC.length + reader.offset}: expected ${expected}`);
  const groups = new Map<number, Group<Float64Array>>();
  const announced = reader.next();
  if (announced === undefined) return wrong('a number of groups');
  let size = 0;
  let lastKey = -1;
  for (let index = 0; index < announced; index += 1) {
    const [digits, prefix, count] = [reader.next(), reader.next(), reader.next()];
    if (!digits || digits > MAX_DIGITS) return wrong('1 to 20 digits');
    if (prefix === undefined || prefix >= 10 ** Math.max(0, digits - LOW_DIGITS)) return wrong('a prefix');
    if (!count || count > bytes.length) return wrong('as many serials as announced');
    const key = groupKey(digits, prefix);
    if (key <= lastKey) return wrong('groups in order');
    const lows = readLows(reader, count, 10 ** Math.min(digits, LOW_DIGITS));
    if (!lows) return wrong('serials in order, of the digits of their group');
    groups.set(key, { digits, prefix, lows });
    lastKey = key;
    size += count;
  }
  if (!reader.atEnd) return wrong('the end');
  return ok({
    size,
    has(serial) {
      const group = groups.get(groupKey(serial.length, prefixOf(serial)));
      return group !== undefined && holds(group.lows, lowOf(serial));
    },
    groups: () => groups.values(),
    *serials() {
      for (const { digits, prefix, lows } of groups.values()) {
        for (const low of lows) yield serialOf(digits, prefix, low);
      }
    },
  });
}

function readLows(reader: VarintReader, count: number, limit: number): Float64Array | undefined {
  const lows = new Float64Array(count);
  let next = 0;
  for (let index = 0; index < count; index += 1) {
    const more = reader.next();
    if (more === undefined || next + more >= limit) return undefined;
    lows[index] = next + more;
    next += more + 1;
  }
  return lows;
}

function holds(sorted: Float64Array, value: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === value;
}
