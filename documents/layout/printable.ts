/** What Windows-1252 adds to Latin-1, in the order of its bytes 0x80 to 0x9F. */
const windows1252Extras = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ';

const range = (from: number, to: number) =>
  String.fromCharCode(...Array.from({ length: to - from + 1 }, (_, index) => from + index));

/** Every visible character of Windows-1252, in the order of its byte. */
export const repertoire = range(0x21, 0x7e) + windows1252Extras + range(0xa1, 0xac) + range(0xae, 0xff);

/** Letters that Unicode does not decompose into a base letter and marks. */
const plainLetters = new Map(
  Object.entries({ ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', ħ: 'h', Ħ: 'H', ı: 'i', ŧ: 't', Ŧ: 'T', ẞ: 'SS' }),
);

/** Spaces that a fixed-width font cannot tell from the non-breaking space. */
const fixedSpaces = /[\u2000-\u200a\u202f\u205f\u3000]/g;

const inRepertoire = (character: string) =>
  /^[ -~\u00a0-\u00ff]$/.test(character) || windows1252Extras.includes(character);

function toRepertoire(character: string): string {
  if (inRepertoire(character)) return character;
  const plain = plainLetters.get(character);
  if (plain) return plain;
  const base = [...character.normalize('NFKD')].filter(inRepertoire).join('');
  return base === '' ? '?' : base;
}

/**
 * `text` in the characters the receipt printer has (Windows-1252): foreign marks are dropped from their letter
 * (`ő` → `o`), control and invisible characters vanish, anything else becomes `?`. Done at layout, so that the
 * preview shows what the paper will say.
 */
export function printable(text: string): string {
  const composed = text
    .normalize('NFC')
    .replaceAll(fixedSpaces, '\u00a0')
    .replaceAll(/\s/g, spaceOrNonBreaking);
  return [...composed.replaceAll(/[\p{Cc}\p{Cf}]/gu, '')].map(toRepertoire).join('');
}

const spaceOrNonBreaking = (space: string) => (space === '\u00a0' ? space : ' ');
