import { err, ok, type Result } from '@borne/domain/result';

/** One BER-TLV data object (ISO/IEC 7816-4 §5.2.2). The tag is its bytes read as one number: `0x5f37`. */
export interface Tlv {
  readonly tag: number;
  readonly value: Uint8Array;
  /** The whole object, tag and length included: what a signature covers. */
  readonly encoded: Uint8Array;
}

const MAX_OBJECTS = 64;

/**
 * Reads a series of BER-TLV objects. Stops at the padding (`00` or `FF`) that ends a file. Refused, with the offset:
 * a length beyond the end, an indefinite length, a length or a tag on more than three bytes, more than 64 objects.
 * Constructed values are not entered: call it again on the value.
 */
export function readTlv(bytes: Uint8Array): Result<readonly Tlv[], string> {
  const objects: Tlv[] = [];
  let at = 0;
  while (at < bytes.length && bytes[at] !== 0x00 && bytes[at] !== 0xff) {
    if (objects.length === MAX_OBJECTS) return err(`more than ${MAX_OBJECTS} data objects`);
    const tag = readTag(bytes, at);
    if (!tag) return err(`bad tag at offset ${at}`);
    const length = readLength(bytes, tag.next);
    if (!length) return err(`bad length at offset ${tag.next}`);
    const end = length.next + length.value;
    if (end > bytes.length)
      return err(`length at offset ${tag.next} goes ${end - bytes.length} bytes too far`);
    objects.push({
      tag: tag.value,
      value: bytes.subarray(length.next, end),
      encoded: bytes.subarray(at, end),
    });
    at = end;
  }
  return ok(objects);
}

/** Three bytes of tag and three of length. */
const MAX_HEADER = 6;

/**
 * Whether `start`, the first bytes of a file, holds all its objects: the padding after the last one has begun. True as
 * well when no more bytes could make sense of it; false when the file may end here, since only the card knows.
 */
export function holdsAllTlv(start: Uint8Array): boolean {
  let at = 0;
  while (at < start.length) {
    if (start[at] === 0x00 || start[at] === 0xff) return true;
    const tag = readTag(start, at);
    const length = tag && readLength(start, tag.next);
    if (!length) return start.length - at >= MAX_HEADER;
    at = length.next + length.value;
  }
  return false;
}

/** The value of the first object with `tag`. */
export const findTlv = (objects: readonly Tlv[], tag: number): Uint8Array | undefined =>
  objects.find((object) => object.tag === tag)?.value;

interface Read {
  readonly value: number;
  readonly next: number;
}

function readTag(bytes: Uint8Array, at: number): Read | undefined {
  const first = bytes[at] ?? 0;
  if ((first & 0x1f) !== 0x1f) return { value: first, next: at + 1 };
  let value = first;
  for (let next = at + 1; next < at + 3; next += 1) {
    const byte = bytes[next];
    if (byte === undefined) return undefined;
    value = (value << 8) | byte;
    if ((byte & 0x80) === 0) return { value, next: next + 1 };
  }
  return undefined;
}

function readLength(bytes: Uint8Array, at: number): Read | undefined {
  const first = bytes[at];
  if (first === undefined || first === 0x80) return undefined;
  if (first < 0x80) return { value: first, next: at + 1 };
  const size = first & 0x7f;
  if (size > 2 || at + size >= bytes.length) return undefined;
  const value = bytes.subarray(at + 1, at + 1 + size).reduce((total, byte) => (total << 8) | byte, 0);
  return { value, next: at + 1 + size };
}
