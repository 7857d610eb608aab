import iconv from 'iconv-lite';

/** Tables of `ESC t n` that this printer has, by the names of npm `iconv-lite`. */
const tables = new Map([
  [0, 'cp437'],
  [2, 'cp850'],
  [16, 'win1252'],
  [19, 'cp858'],
]);

/** What `ESC R n` puts in place of some ASCII characters; 0 (USA) and 1 (France) are enough here. */
const international = new Map([
  [
    1,
    new Map(
      Object.entries({ '@': 'à', '[': '°', '\\': 'ç', ']': '§', '{': 'é', '|': 'ù', '}': 'è', '~': '¨' }),
    ),
  ],
]);

/** The character that `byte` prints. An unknown table prints as table 0, as real printers do. */
export function decode(byte: number, table: number, set: number): string {
  const character = iconv.decode(Buffer.of(byte), tables.get(table) ?? 'cp437');
  return international.get(set)?.get(character) ?? character;
}
