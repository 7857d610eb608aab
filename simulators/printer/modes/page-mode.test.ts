import { expect, it } from 'vitest';
import { printerModels } from '../models.ts';
import { inkBox } from '../render/ink.ts';
import { renderStream } from '../render/render-stream.ts';

const ESC = 0x1b;
const GS = 0x1d;
const text = (characters: string) => [...Buffer.from(characters, 'latin1')];
const render = (...bytes: readonly number[]) =>
  renderStream(Uint8Array.from(bytes), printerModels['tm-t20iii']);
const top = printerModels['tm-t20iii'].headToCutter;
const block = 0xdb;
const word = (n: number) => [n & 255, n >> 8];
const area = (x: number, y: number, width: number, height: number) => [
  ...[ESC, 0x57],
  ...[x, y, width, height].flatMap(word),
];
/** Where the ink is on a page of 200 × 100 at (16, 50), printed from `bytes`. */
const onPage = (...bytes: readonly number[]) => {
  const { picture } = render(ESC, 0x4c, ...area(16, 50, 200, 100), ...bytes, 0x0c);
  const { x, y, ...size } = inkBox(picture);
  return { x, y: y - top, ...size };
};

it.each([
  [0, { x: 16, y: 50, width: 24, height: 24 }],
  [1, { x: 16, y: 50 + 100 - 24, width: 24, height: 24 }],
  [2, { x: 16 + 200 - 24, y: 50 + 100 - 24, width: 24, height: 24 }],
  [3, { x: 16 + 200 - 24, y: 50, width: 24, height: 24 }],
])('begins in the corner of direction %i (ESC T)', (direction, expected) => {
  expect(onPage(ESC, 0x54, direction, block, block)).toEqual(expected);
});

it('prints in several directions on one page, and nothing before it is told to', () => {
  const page = [ESC, 0x4c, ...text('a'), 0x0a, ESC, 0x54, 1, ...text('b'), 0x0a];
  expect(render(...page).sheets).toBe(0);
  expect(render(...page, 0x0c).text).toBe('a\nb\n');
});

it('stands letters on the line that it is told (GS $, GS \\)', () => {
  expect(onPage(GS, 0x24, ...word(60), block).y).toBe(50 + 60 - 19);
  expect(onPage(GS, 0x24, ...word(60), GS, 0x5c, ...word(65_536 - 20), block).y).toBe(50 + 40 - 19);
});

it('puts images and symbols on the line, and goes on beside them', () => {
  const image = [GS, 0x76, 0x30, 0, 2, 0, 10, 0, ...new Array<number>(20).fill(255)];
  expect(onPage(GS, 0x24, ...word(60), ...image)).toEqual({ x: 16, y: 50 + 50, width: 16, height: 10 });
  expect(onPage(GS, 0x24, ...word(60), ...image, block).width).toBe(16 + 12);
});

it('keeps the page after ESC FF, forgets it with ESC S, and what is in the area with CAN', () => {
  const page = [ESC, 0x4c, ...area(0, 0, 100, 100), ...text('x'), 0x0a];
  expect(render(...page, ESC, 0x0c, ESC, 0x0c, 0x0c).text).toBe('x\nx\nx\n');
  expect(render(...page, ESC, 0x53, ...text('y'), 0x0a).text).toBe('y\n');
  expect(render(...page, 0x18, ...text('y'), 0x0a, 0x0c).text).toBe('y\n');
});

it('feeds the length of its area, and goes back to standard mode after FF', () => {
  const { picture, text: said } = render(ESC, 0x4c, ...area(0, 0, 100, 80), block, 0x0c, ...text('z'), 0x0a);
  expect(picture.height).toBe(top + 80 + 30);
  expect(said).toBe('\u2588\nz\n');
});

it('refuses an area that is not on the page', () => {
  const { remarks } = render(ESC, 0x4c, ...area(600, 0, 10, 10), 0x0c);
  expect(remarks).toEqual(['ESC W: nothing of 10 × 10 at 600, 0 is on the page']);
});
