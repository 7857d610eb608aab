import { below, pick, type Random, randomBytes } from './seeded-random.ts';
import { bytes, tlv } from './tlv.ts';

/** Where one data object lies in a file. */
interface Place {
  readonly start: number;
  /** Of the length byte. */
  readonly length: number;
  readonly value: number;
  readonly end: number;
}

/** Lengths that a careless reader follows too far, for ever, or into negative numbers. */
const lyingLengths = [
  '80',
  '7F',
  'FF',
  '81FF',
  '82FFFF',
  '8300FFFF',
  '84FFFFFFFF',
  '88FFFFFFFFFFFFFFFF',
  '00',
] as const;
/** Tags of Vitale, of certificates, of nobody, and tags without end. */
const tags = [
  '65',
  '66',
  '80',
  '81',
  '82',
  '93',
  '5A',
  'A1',
  'A4',
  '7F21',
  '5F37',
  '1F8101',
  '1F818181818101',
  '00',
  'FF',
] as const;
/** Characters that cut paper, end strings, or make a calendar fail. */
const texts = [
  '\0',
  '\x1b@',
  '\x1dV\0',
  '\x9b',
  '20261399',
  '00000000',
  '        ',
  "'; --",
  '999999999999999',
  '٣',
] as const;

/** Spoils one thing in a file of BER-TLV objects, as somebody who knows the format would; at most 256 bytes come out. */
export function spoilTlv(file: Uint8Array, random: Random): Uint8Array {
  const place = anyPlace(file, random);
  return (place ? spoilAt(file, place, random) : randomBytes(random, below(random, 257))).subarray(0, 256);
}

function spoilAt(file: Uint8Array, place: Place, random: Random): Uint8Array {
  const object = file.subarray(place.start, place.end);
  const value = file.subarray(place.value, place.end);
  const put = (...parts: readonly Uint8Array[]) =>
    Buffer.concat([file.subarray(0, place.start), ...parts, file.subarray(place.end)]);
  const tag = file.subarray(place.start, place.length);
  switch (below(random, 9)) {
    case 0:
      return Buffer.concat([
        file.subarray(0, place.length),
        bytes(pick(random, lyingLengths)),
        file.subarray(place.value),
      ]);
    case 1:
      return Buffer.concat([
        file.subarray(0, place.start),
        bytes(pick(random, tags)),
        file.subarray(place.length),
      ]);
    case 2:
      return put(...Array.from({ length: 2 + below(random, 80) }, () => object));
    case 3:
      return put();
    case 4:
      return put(nested(object, 1 + below(random, 60)));
    case 5:
      return put(tag, lengthOf(value), randomBytes(random, value.length));
    case 6: {
      const text = Buffer.from(pick(random, texts), 'latin1');
      return put(tag, Uint8Array.of(text.length), text);
    }
    case 7: {
      const filled = new Uint8Array(below(random, 128)).fill(pick(random, [0x00, 0x20, 0x41, 0xff]));
      return put(tag, lengthOf(filled), filled);
    }
    default: {
      const flipped = Uint8Array.from(file);
      const at = place.start + below(random, place.end - place.start);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << below(random, 8));
      return flipped;
    }
  }
}

const lengthOf = (value: Uint8Array) => tlv(0x80, value).subarray(1, -value.length || undefined);

const nested = (object: Uint8Array, depth: number): Uint8Array =>
  depth === 0 || object.length > 250 ? object : nested(tlv(0x65, object), depth - 1);

/** An object of the file, or of one of its templates. */
function anyPlace(file: Uint8Array, random: Random, from = 0, to = file.length): Place | undefined {
  const places = placesIn(file, from, to);
  const place = places[below(random, places.length)];
  if (!place) return undefined;
  const constructed = ((file[place.start] ?? 0) & 0x20) !== 0;
  const inner = constructed && random() < 0.7 && anyPlace(file, random, place.value, place.end);
  return inner || place;
}

/** Only what our own cards hold: tags of one or two bytes, lengths of one to three. */
function placesIn(file: Uint8Array, from: number, to: number): readonly Place[] {
  const places: Place[] = [];
  let start = from;
  while (start < to && file[start] !== 0x00) {
    const length = start + (((file[start] ?? 0) & 0x1f) === 0x1f ? 2 : 1);
    const first = file[length] ?? 0;
    const value = length + 1 + (first > 0x80 ? first & 0x7f : 0);
    const size =
      first < 0x80 ? first : [...file.subarray(length + 1, value)].reduce((sum, byte) => sum * 256 + byte, 0);
    if (value + size > to) break;
    places.push({ start, length, value, end: value + size });
    start = value + size;
  }
  return places;
}
