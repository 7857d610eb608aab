import { expect, it } from 'vitest';
import { CharacterDecoder } from './character-decoder.ts';
import { codeTable } from './code-tables.ts';
import { fonts, hollowBox } from './fonts.ts';

/** Tables of `ESC t` that Epson's receipt printers have, but Thai and Vietnamese. */
const european = [
  0, 1, 2, 3, 4, 5, 11, 12, 13, 14, 15, 16, 17, 18, 19, 32, 33, 34, 35, 36, 38, 39, 40, 44, 45, 46, 47, 48,
  50, 51, 53,
];

it.each(european)('has 256 characters in table %i', (table) => {
  expect(codeTable(table)).toHaveLength(256);
  for (const character of codeTable(table)) expect([...character]).toHaveLength(1);
});

it.each([
  [0, 0x82, 'é'],
  [1, 0xb1, 'ｱ'],
  [2, 0xd0, 'ð'],
  [11, 0xa8, 'Ε'],
  [12, 0xa6, 'Ğ'],
  [13, 0xd5, '€'],
  [16, 0x80, '€'],
  [17, 0x8a, 'К'],
  [18, 0x9d, 'Ł'],
  [19, 0xd5, '€'],
  [40, 0xbd, 'œ'],
  [47, 0xc1, 'Α'],
  [99, 0x82, 'é'],
])('reads table %i, byte %i', (table, byte, expected) => {
  expect(codeTable(table)[byte]).toBe(expected);
});

it.each(Object.entries(fonts))('draws in %s all letters of Europe, each its own way', (_, { regular }) => {
  const box = hollowBox(regular.width, regular.height).bytes.join();
  const letters = [...'AZazÉœŒßŁőŞğıŽΩϋЖщҐ€’0129'];
  for (const letter of letters) expect(regular.glyph(letter).bytes.join(), letter).not.toBe(box);
  expect(new Set(letters.map((letter) => regular.glyph(letter).bytes.join())).size).toBe(letters.length);
});

const decoded = (decoder: CharacterDecoder, ...bytes: readonly number[]) =>
  bytes.flatMap((byte) => decoder.decode(byte) ?? []);

it('reads Chinese in Kanji mode, Japanese once it is chosen, and UTF-8', () => {
  const decoder = new CharacterDecoder();
  decoder.kanji = true;
  expect(decoded(decoder, 0xb2, 0xe2, 0x41)).toMatchObject([
    { text: '测', wide: true },
    { text: 'A', wide: false },
  ]);
  decoder.reset();
  decoder.doubleByteCode = 'shiftjis';
  expect(decoded(decoder, 0x93, 0xfa)).toMatchObject([{ text: '日', wide: true }]);
  decoder.reset();
  decoder.utf8 = true;
  expect(decoded(decoder, ...Buffer.from('é€'))).toMatchObject([{ text: 'é' }, { text: '€', wide: false }]);
  expect(decoded(decoder, 0xe2, 0x82, 0x41)).toMatchObject([{ text: 'A' }]);
});
