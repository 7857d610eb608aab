import { PNG } from 'pngjs';
import { expect, it } from 'vitest';
import { printerModels } from '../models.ts';
import { pictureToPng } from '../png.ts';
import { renderStream } from './render-stream.ts';

const ESC = 0x1b;
const GS = 0x1d;
const text = (characters: string) => [...Buffer.from(characters, 'latin1')];
const render = (...bytes: readonly number[]) =>
  renderStream(Uint8Array.from(bytes), printerModels['tm-t20iii']);
const cut = [GS, 0x56, 66, 0];

it('lists every command by its name in the reference, with where it begins', () => {
  const { commands } = render(
    ...[ESC, 0x40, ESC, 0x61, 1],
    ...text('caf\x82 "x"'),
    ...[0x0a, GS, 0x6b, 4],
    ...text('ABC'),
    ...[0, GS, 0x76, 0x30, 0, 1, 0, 2, 0, 255, 255],
    ...[GS, 0x28, 0x6b, 4, 0, 49, 80, 48, 0x61, ESC, 0x73, ...cut],
  );
  expect(commands.map((line) => line.replace(/ +;.*/, '').replaceAll(/ +/g, ' '))).toEqual([
    ' 0 ESC @',
    ' 2 ESC a 1',
    ' 5 text "caf\\x82 \\"x\\""',
    ' 13 LF',
    ' 14 GS k <Function A> 4 "ABC\\x00"',
    ' 21 GS v 0 0 1 0 2 0 … 2 bytes',
    ' 31 GS ( k <Function 180> 4 0 49 80 48 "a"',
    ' 40 unknown 1b 73',
    ' 42 GS V <Function B> 66 0',
  ]);
  expect(commands[0]).toMatch(/; Initialize printer$/);
});

it('separates sheets, and shows what was left uncut', () => {
  const { sheets, text: said, picture } = render(...text('un'), 0x0a, ...cut, ...text('deux'), 0x0a);
  expect(sheets).toBe(2);
  expect(said).toBe('un\n----------------\ndeux\n');
  const one = render(...text('un'), 0x0a, ...cut);
  const other = render(...text('deux'), 0x0a);
  expect(picture.height).toBe(one.picture.height + 26 + other.picture.height);
});

it('prints a line that the stream leaves without its end, and says so', () => {
  const { text: said, remarks } = render(...text('fin'));
  expect(said).toBe('fin\n');
  expect(remarks).toEqual(['the stream ends within a line, which a printer would keep until its end']);
});

it('says what people read in bar codes and 2D codes', () => {
  const { text: said, remarks } = render(
    ...[GS, 0x6b, 67, 12, ...text('400638133393')],
    ...[GS, 0x28, 0x6b, 8, 0, 49, 80, 48, ...text('bonne'), GS, 0x28, 0x6b, 3, 0, 49, 81, 48],
  );
  expect(said).toBe('[EAN13: 4006381333931]\n[QR: bonne]\n');
  expect(remarks).toEqual([]);
});

it('has one row of white for a stream that prints nothing', () => {
  const { picture, sheets, text: said } = render(0x0a, ESC, 0x40);
  expect([sheets, said]).toEqual([0, '']);
  expect(PNG.sync.read(pictureToPng(picture))).toMatchObject({ width: 640, height: 1 });
});

it('refuses an image of 65,535 × 65,535 without making room for it, says so, and goes on', () => {
  const before = process.memoryUsage().arrayBuffers;
  const { remarks, text: said } = render(GS, 0x76, 0x30, 0, 255, 255, 255, 255, ...text('suite'), 0x0a);
  expect(remarks).toEqual(['GS v 0: asks for more than any printer has, and is skipped']);
  expect(said).toBe('suite\n');
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4_000_000);
});

it('keeps a bounded memory of lines that are printed over each other half a million times', () => {
  const macro = (...bytes: readonly number[]) => [GS, 0x3a, ...bytes, GS, 0x3a, GS, 0x5e, 255, 0, 0];
  const repeated = (bytes: readonly number[]) =>
    macro(...Array.from({ length: Math.floor(2000 / bytes.length) }, () => bytes).flat());
  const overprinted = render(...repeated([0x78, ESC, 0x24, 0, 0]), 0x0a);
  expect(overprinted.text.length).toBeLessThan(500_000);
  const standing = render(ESC, 0x33, 0, ...repeated([0x0a]), ...text('fin'), 0x0a);
  expect(standing.text.endsWith('fin\n')).toBe(true);
  expect(standing.text.length).toBeLessThan(100_000);
  const page = render(ESC, 0x4c, ...repeated([0x78, 0x0a]), 0x0c);
  expect(page.text.length).toBeLessThan(100_000);
});
