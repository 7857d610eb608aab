import { printable } from './printable.ts';

const nbsp = '\u00a0';

/** What never begins a line: it belongs to what is before it. */
const closing = '.,;:!?…»)]}–—%€';
/** What never ends one: it belongs to what is after it. */
const opening = '«([{';

const beforeClosing = new RegExp(` (?=[${closing.replace(']', '\\]')}])`, 'g');
const afterOpening = new RegExp(`(?<=[${opening.replace('[', '\\[')}]) `, 'g');

/**
 * `text` in the printer's characters with French typography's spaces (Imprimerie nationale, Lexique des règles
 * typographiques): the space before `; : ! ? »` and the others of `closing` never breaks, nor does the one after `«`,
 * the numero sign `n°`, or between the digits of one number; a straight apostrophe between letters is a curved one. Several spaces
 * are one, which holds if any of them did.
 */
export function typeset(text: string): string {
  return printable(text)
    .replaceAll(/[ \u00a0]+/g, (spaces) => (spaces.includes(nbsp) ? nbsp : ' '))
    .replaceAll(/(?<=\p{L})'(?=\p{L})/gu, '’')
    .replaceAll(beforeClosing, nbsp)
    .replaceAll(afterOpening, nbsp)
    .replaceAll(/(?<=[nN]°) /g, nbsp)
    .replaceAll(/(?<=\d) (?=\d{3}(?!\d))/g, nbsp);
}

/**
 * Breaks `text`, typeset, at its ordinary spaces into lines of at most `width` characters. A word that is longer than a
 * line is broken after a hyphen, else at a space that should not break, else where the line ends; no line begins with
 * a closing punctuation mark unless there is nothing else. Never empty.
 */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of typeset(text).split(' ')) {
    const [first, ...rest] = pieces(word, width);
    if (first === undefined) continue;
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + first.length <= width)
      lines[lines.length - 1] = `${last} ${first}`;
    else lines.push(first);
    lines.push(...rest);
  }
  return lines.length > 0 ? lines : [''];
}

/** The longest run of `text` that should not be broken, in characters. */
export const longestWord = (text: string): number =>
  Math.max(
    ...typeset(text)
      .split(' ')
      .map((word) => word.length),
  );

function pieces(word: string, width: number): readonly string[] {
  const trimmed = word.replace(/^\u00a0+/, '');
  if (trimmed.length <= width) return trimmed === '' ? [] : [trimmed];
  const end = breakIn(trimmed, width);
  return [trimmed.slice(0, end).replace(/\u00a0+$/, ''), ...pieces(trimmed.slice(end), width)];
}

/** Where to break a word that is longer than `width`: as late as its hyphens, held spaces or letters allow. */
function breakIn(word: string, width: number): number {
  const mayBegin = (at: number) => !closing.includes(word.slice(at).trimStart().charAt(0));
  const places = Array.from({ length: width }, (_, index) => width - index).filter(mayBegin);
  const fair = places.filter((at) => at >= width / 3);
  const afterHyphen = fair.find((at) => word.charAt(at - 1) === '-');
  const atHeldSpace = fair.find((at) => word.charAt(at) === nbsp || word.charAt(at - 1) === nbsp);
  const anywhere = places.find((at) => !opening.includes(word.charAt(at - 1)));
  return afterHyphen ?? atHeldSpace ?? anywhere ?? width;
}
