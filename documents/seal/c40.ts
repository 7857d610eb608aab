import { err, ok, type Result } from '@borne/domain/result';

/** Characters of C40's basic set from value 3 on (ISO/IEC 16022, annex C). 0 to 2 shift to sets that nothing here uses. */
const alphabet = ' 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const FIRST = 3;

/** Upper-case letters, digits and spaces as C40: three characters in two bytes. Their number must be a multiple of three. */
export function encodeC40(text: string): Uint8Array {
  if (text.length % 3 !== 0 || [...text].some((character) => !alphabet.includes(character)))
    throw new RangeError(`"${text}" cannot be C40: expected threes of A to Z, 0 to 9 and spaces`);
  const bytes = new Uint8Array((text.length / 3) * 2);
  for (let group = 0; group < text.length / 3; group += 1) {
    const [first, second, third] = [0, 1, 2].map(
      (place) => alphabet.indexOf(text.charAt(group * 3 + place)) + FIRST,
    ) as [number, number, number];
    const value = first * 1600 + second * 40 + third + 1;
    bytes.set([value >> 8, value & 0xff], group * 2);
  }
  return bytes;
}

/** C40 back to characters; `bytes` are in pairs. The error says which pair is none of the basic set. */
export function decodeC40(bytes: Uint8Array): Result<string, string> {
  let text = '';
  for (let at = 0; at < bytes.length; at += 2) {
    const value = (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0) - 1;
    for (const symbol of [Math.floor(value / 1600), Math.floor(value / 40) % 40, value % 40]) {
      const character = alphabet.charAt(symbol - FIRST);
      if (character === '') return err(`bytes ${at} and ${at + 1} are not letters, digits or spaces in C40`);
      text += character;
    }
  }
  return ok(text);
}
