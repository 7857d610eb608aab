/** Code words of CODE128 (ISO/IEC 15417) that are not characters. */
const starts = { A: 103, B: 104, C: 105 } as const;
const codes = { A: 101, B: 100, C: 99 } as const;
const shift = 98;
const functionWords = (set: CodeSet) =>
  new Map([
    ['1', 102],
    ['2', 97],
    ['3', 96],
    ['4', set === 'A' ? 101 : 100],
  ]);

type CodeSet = keyof typeof starts;
const isCodeSet = (letter: string): letter is CodeSet => letter === 'A' || letter === 'B' || letter === 'C';

export interface Code128 {
  /** Start word and data, without check and stop. */
  readonly words: readonly number[];
  /** What a person reads: control characters are spaces. */
  readonly text: string;
}

/**
 * Reads data as `GS k` has it: `{A`, `{B`, `{C` choose a code set, `{S` shifts, `{1` to `{4` are functions, `{{` is a
 * brace. Data that names no code set first is in set B, as many programs send it.
 */
export function readCode128(data: Uint8Array): Code128 {
  const words: number[] = [];
  let text = '';
  let set: CodeSet = 'B';
  let shifted = false;
  const begin = (to: CodeSet) => {
    words.push(words.length === 0 ? starts[to] : codes[to]);
    set = to;
  };
  for (let at = 0; at < data.length; at += 1) {
    const byte = data[at] ?? 0;
    const letter = String.fromCharCode(data[at + 1] ?? 0);
    const escapes = byte === 0x7b && letter !== '{';
    if (words.length === 0 && !(escapes && isCodeSet(letter))) begin('B');
    if (escapes) {
      at += 1;
      const word = functionWords(set).get(letter);
      if (isCodeSet(letter)) begin(letter);
      else if (letter === 'S') {
        words.push(shift);
        shifted = true;
      } else if (word !== undefined) words.push(word);
      continue;
    }
    if (byte === 0x7b) at += 1;
    const read = shifted ? otherSet(set) : set;
    shifted = false;
    words.push(wordOf(byte, read));
    text += read === 'C' ? String(byte % 100).padStart(2, '0') : printable(byte);
  }
  return { words, text };
}

const otherSet = (set: CodeSet): CodeSet => (set === 'A' ? 'B' : 'A');

function wordOf(byte: number, set: CodeSet): number {
  if (set === 'C') return byte % 100;
  if (set === 'A' && byte < 0x20) return byte + 64;
  return Math.min(95, Math.max(0, byte - 32));
}

const printable = (byte: number) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ' ');
