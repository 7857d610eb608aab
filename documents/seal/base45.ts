import { err, ok, type Result } from '@borne/domain/result';

/** The 45 characters of a QR code's alphanumeric mode, in the order of their values (RFC 9285, table 1). */
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

/** Bytes as Base45 (RFC 9285, §4): two bytes are three characters, the lowest digit first; a last byte alone is two. */
export function encodeBase45(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 2) {
    const [first = 0, second] = bytes.subarray(at, at + 2);
    text += second === undefined ? digits(first, 2) : digits(first * 256 + second, 3);
  }
  return text;
}

/** `count` digits of `value`, the lowest first. */
function digits(value: number, count: number): string {
  let text = '';
  for (let place = 0, rest = value; place < count; place += 1, rest = Math.floor(rest / 45))
    text += alphabet.charAt(rest % 45);
  return text;
}

/** Base45 back to bytes (RFC 9285, §5). The error says what no encoder writes, and where. */
export function decodeBase45(text: string): Result<Uint8Array, string> {
  if (text.length % 3 === 1) return err(`${text.length} characters: Base45 has none of that length`);
  const bytes = new Uint8Array(Math.floor((text.length * 2) / 3));
  for (let at = 0, filled = 0; at < text.length; at += 3) {
    const group = text.slice(at, at + 3);
    let value = 0;
    for (let place = group.length - 1; place >= 0; place -= 1) {
      const digit = alphabet.indexOf(group.charAt(place));
      if (digit < 0) return err(`character ${at + place + 1} is not one of Base45`);
      value = value * 45 + digit;
    }
    if (value >= (group.length === 3 ? 0x10000 : 0x100))
      return err(`characters from ${at + 1} on are too great`);
    if (group.length === 3) bytes[filled++] = value >> 8;
    bytes[filled++] = value & 0xff;
  }
  return ok(bytes);
}
