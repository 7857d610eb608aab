/** One BER-TLV data object: `tag` as one number (`0x5f37`), its length on one to three bytes, its value. */
export function tlv(tag: number, ...values: readonly (Uint8Array | string)[]): Uint8Array {
  const value = Buffer.concat(values.map((part) => (typeof part === 'string' ? latin1(part) : part)));
  const tagBytes = tag > 0xff ? [tag >> 8, tag & 0xff] : [tag];
  return Uint8Array.from([...tagBytes, ...lengthBytes(value.length), ...value]);
}

function lengthBytes(length: number): readonly number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

/** ISO 8859-1, the alphabet of the card; a character outside it cannot be put on a card. */
export function latin1(text: string): Uint8Array {
  const outside = [...text].find((character) => (character.codePointAt(0) ?? 0) > 0xff);
  if (outside) throw new Error(`"${outside}" is not in ISO 8859-1: a card cannot hold it`);
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

/** `bytes` followed by `00` up to `size`, as files end on a Vitale. */
export function padded(size: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts);
  if (content.length > size) throw new Error(`${content.length} bytes do not fit a file of ${size}`);
  const file = new Uint8Array(size);
  file.set(content);
  return file;
}

export const bytes = (hex: string): Uint8Array =>
  Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

/** A data object as it was read. */
export interface DataObject {
  readonly tag: number;
  readonly value: Uint8Array;
}

/** Reads a series of data objects with one-byte tags, lengths on one or two bytes; nothing when it does not end exactly. */
export function readObjects(encoded: Uint8Array): readonly DataObject[] | undefined {
  const objects: DataObject[] = [];
  let at = 0;
  while (at < encoded.length) {
    const tag = encoded[at] ?? 0;
    const long = encoded[at + 1] === 0x81;
    const length = encoded[at + (long ? 2 : 1)];
    const start = at + (long ? 3 : 2);
    if (length === undefined || (!long && length > 0x7f) || start + length > encoded.length) return undefined;
    objects.push({ tag, value: encoded.subarray(start, start + length) });
    at = start + length;
  }
  return objects;
}
