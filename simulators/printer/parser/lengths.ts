/** What follows the name of a command. */
export interface CommandShape {
  /** Its title in Epson's reference; of other makers, whose it is. */
  readonly title: string;
  readonly parameters: ParameterLength;
  /** How many bytes of data come after the parameters, which are handed on as they arrive: images of any size. */
  readonly streams?: (parameters: Uint8Array) => number;
}

/**
 * How many bytes of parameters there are: a number, or one that depends on those that arrived. It is asked again
 * until it is no more than what arrived; a parameter that is wrong makes it end there.
 */
export type ParameterLength = number | ((arrived: Uint8Array) => number);

const at = (bytes: Uint8Array, index: number) => bytes[index] ?? 0;

/** A 16-bit number, low byte first, as all of ESC/POS. */
export const word = (bytes: Uint8Array, index: number) => at(bytes, index) + 256 * at(bytes, index + 1);

/** `pL pH` and so many bytes. */
export const counted = (bytes: Uint8Array) => (bytes.length < 2 ? 2 : 2 + word(bytes, 0));

/** `p1 p2 p3 p4` and so many bytes. */
export const countedLong = (bytes: Uint8Array) =>
  bytes.length < 4 ? 4 : 4 + word(bytes, 0) + 65_536 * word(bytes, 2);

/** Up to and with a NUL, or `most` bytes. */
export function untilNul(bytes: Uint8Array, from: number, most: number): number {
  const end = bytes.indexOf(0, from);
  if (end >= 0) return end + 1;
  return Math.min(Math.max(bytes.length, from) + 1, from + most);
}

/** `fixed` bytes first; then as many as those say. */
export const after =
  (fixed: number, more: (bytes: Uint8Array) => number): ParameterLength =>
  (bytes) =>
    bytes.length < fixed ? fixed : fixed + more(bytes);

/** First byte, which says whether there are `more`. */
export const withForm = (longer: readonly number[], more: number) =>
  after(1, (bytes) => (longer.includes(at(bytes, 0)) ? more : 0));
