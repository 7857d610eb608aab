import { describe, expect, it } from 'vitest';
import { printerModels } from '../models.ts';
import { inkBox, inkOf } from '../render/ink.ts';
import { renderStream } from '../render/render-stream.ts';

const ESC = 0x1b;
const FS = 0x1c;
const GS = 0x1d;
const text = (characters: string) => [...Buffer.from(characters, 'latin1')];
const renderAll = (bytes: readonly number[]) =>
  renderStream(Uint8Array.from(bytes), printerModels['tm-t20iii']);
const render = (...bytes: readonly number[]) => renderAll(bytes);
const top = printerModels['tm-t20iii'].headToCutter;
const word = (n: number) => [n & 255, n >> 8];
const full = (count: number) => new Array<number>(count).fill(255);
const size = (...bytes: readonly number[]) => {
  const { width, height } = inkBox(render(...bytes).picture);
  return [width, height];
};

describe('in the line (ESC *)', () => {
  it.each([
    [0, 1, [20, 24]],
    [1, 1, [10, 24]],
    [32, 3, [20, 24]],
    [33, 3, [10, 24]],
  ])('has the density of mode %i', (mode, bytes, expected) => {
    expect(size(ESC, 0x2a, mode, ...word(10), ...full(10 * bytes), 0x0a)).toEqual(expected);
  });

  it('draws columns from the top, and bands without a gap between them', () => {
    const columns = render(ESC, 0x2a, 33, ...word(2), 0x80, 0, 0, 0, 0, 1, 0x0a);
    expect(inkOf(columns.picture)).toEqual([
      [0, top],
      [1, top + 23],
    ]);
    const band = [ESC, 0x2a, 33, ...word(10), ...full(30), 0x0a];
    expect(size(ESC, 0x33, 24, ...band, ...band)).toEqual([10, 48]);
  });

  it('stands beside letters, and loses what is beyond the print area', () => {
    expect(render(...text('a'), ESC, 0x2a, 33, ...word(10), ...full(30), ...text('b'), 0x0a).text).toBe(
      'ab\n',
    );
    expect(size(ESC, 0x2a, 33, ...word(600), ...full(1800), 0x0a)).toEqual([576, 24]);
  });
});

describe('by rows (GS v 0)', () => {
  it('prints the same whatever pieces it comes in, and one that is broken off as far as it came', () => {
    const image = [GS, 0x76, 0x30, 0, ...word(72), ...word(100), ...full(7200)];
    expect(size(...image)).toEqual([576, 100]);
    expect(size(...image.slice(0, 8 + 72 * 40 + 5))).toEqual([576, 40]);
  });

  it.each([
    [0, [8, 10]],
    [1, [16, 10]],
    [2, [8, 20]],
    [0x33, [16, 20]],
  ])('enlarges as mode %i says', (mode, expected) => {
    expect(size(GS, 0x76, 0x30, mode, ...word(1), ...word(10), ...full(10))).toEqual(expected);
  });

  it('is longer than any buffer, and nothing is lost', () => {
    const rows = 20_000;
    const { picture } = render(GS, 0x76, 0x30, 0, ...word(1), ...word(rows), ...full(rows));
    expect(inkBox(picture).height).toBe(rows);
  });

  it('keeps the bytes of a status request as dots, for they may be such', () => {
    const image = [GS, 0x76, 0x30, 0, ...word(1), ...word(4), 0x10, 4, 1, 255];
    expect(inkOf(render(...image).picture)).toHaveLength(1 + 1 + 1 + 8);
  });
});

describe('graphics (GS ( L, GS 8 L)', () => {
  const graphics = (fn: number, ...data: readonly number[]) => [
    ...[GS, 0x28, 0x4c],
    ...word(data.length + 2),
    ...[48, fn, ...data],
  ];
  const printStored = graphics(50);

  it('stores an image, by rows or by columns, and prints it enlarged', () => {
    expect(
      size(...graphics(112, 48, 1, 1, 49, ...word(10), ...word(6), ...full(12)), ...printStored),
    ).toEqual([10, 6]);
    expect(
      size(...graphics(112, 48, 2, 1, 49, ...word(10), ...word(6), ...full(12)), ...printStored),
    ).toEqual([20, 6]);
    expect(
      size(...graphics(113, 48, 1, 2, 49, ...word(10), ...word(6), ...full(10)), ...printStored),
    ).toEqual([10, 12]);
  });

  it('takes images of more than 64 KB (GS 8 L)', () => {
    const data = [48, 112, 48, 1, 1, 49, ...word(576), ...word(1000), ...full(72_000)];
    const length = [data.length & 255, (data.length >> 8) & 255, data.length >> 16, 0];
    const { picture } = renderAll([GS, 0x38, 0x4c, ...length, ...data, ...printStored]);
    expect(inkBox(picture)).toMatchObject({ width: 576, height: 1000 });
  });

  it('prints no more of an image than can be fed at once, and keeps what follows below it', () => {
    const data = [48, 112, 48, 1, 1, 49, ...word(8), ...word(60_000), ...full(60_000)];
    const length = [data.length & 255, (data.length >> 8) & 255, data.length >> 16, 0];
    const { picture } = renderAll([GS, 0x38, 0x4c, ...length, ...data, ...printStored, 0x0a]);
    expect(inkBox(picture).height).toBe(40 * 203);
    expect(picture.height).toBe(top + 40 * 203 + 30);
  });

  it('adds a second colour to the first, black to black', () => {
    const plane = (colour: number, ...rows: readonly number[]) =>
      graphics(112, 48, 1, 1, colour, ...word(8), ...word(2), ...rows);
    expect(size(...plane(49, 255, 0), ...plane(50, 0, 255), ...printStored)).toEqual([8, 2]);
  });

  it.each([
    ['for good', 67, 69],
    ['until power-off', 83, 85],
  ])('keeps images by key %s', (_, define, print) => {
    const image = graphics(define, 48, 65, 66, 1, ...word(8), ...word(5), 49, ...full(5));
    expect(size(...image, ESC, 0x40, ...graphics(print, 65, 66, 1, 2))).toEqual([8, 10]);
    expect(render(...graphics(print, 65, 67, 1, 1)).remarks).toEqual(['GS ( L: there is no image AC']);
  });

  it('says when an image has fewer bytes than it should, or there is no room for it', () => {
    expect(render(...graphics(112, 48, 1, 1, 49, ...word(60_000), ...word(60_000), 1)).remarks).toEqual([
      'GS ( L: fewer bytes than 60000 × 60000 dots have',
    ]);
    const large = [48, 83, 48, 65, 66, 1, ...word(576), ...word(1000), 49, ...full(72_000)];
    const length = [large.length & 255, (large.length >> 8) & 255, large.length >> 16, 0];
    expect(renderAll([GS, 0x38, 0x4c, ...length, ...large]).remarks).toEqual([
      'GS ( L: no room for the image',
    ]);
  });
});

describe('in the older forms', () => {
  it('prints an image that it keeps for good (FS q, FS p), doubled when told', () => {
    const images = [FS, 0x71, 2, ...word(1), ...word(1), ...full(8), ...word(2), ...word(1), ...full(16)];
    expect(size(...images, FS, 0x70, 2, 0)).toEqual([16, 8]);
    expect(size(...images, FS, 0x70, 1, 3)).toEqual([16, 16]);
  });

  it('prints a downloaded image (GS *, GS /)', () => {
    expect(size(GS, 0x2a, 2, 1, ...full(16), GS, 0x2f, 0)).toEqual([16, 8]);
    expect(render(GS, 0x2f, 0).remarks).toEqual(['GS /: there is no such image']);
  });
});
