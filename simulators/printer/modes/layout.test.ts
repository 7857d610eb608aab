import { describe, expect, it } from 'vitest';
import { printerModels } from '../models.ts';
import { inkBox } from '../render/ink.ts';
import { renderStream } from '../render/render-stream.ts';

const ESC = 0x1b;
const GS = 0x1d;
const text = (characters: string) => [...Buffer.from(characters, 'latin1')];
const render = (...bytes: readonly number[]) =>
  renderStream(Uint8Array.from(bytes), printerModels['tm-t20iii']);
/** A full block, as wide and high as its cell. */
const block = 0xdb;
const box = (...bytes: readonly number[]) => inkBox(render(...bytes).picture);
/** Blank paper between the edge and the first row that the head prints. */
const top = printerModels['tm-t20iii'].headToCutter;

describe('positions', () => {
  it('goes where it is told (ESC $, ESC \\)', () => {
    expect(box(ESC, 0x24, 100, 0, block, 0x0a).x).toBe(100);
    expect(box(ESC, 0x24, 100, 0, ESC, 0x5c, 0xf6, 0xff, block, 0x0a).x).toBe(90);
    // Beyond the print area, nothing changes.
    expect(box(ESC, 0x24, 0x41, 2, block, 0x0a).x).toBe(0);
  });

  it('writes what is far to the right there in the text, too', () => {
    expect(render(...text('ab'), ESC, 0x24, 120, 0, ...text('cd'), 0x0a).text).toBe('ab        cd\n');
    expect(render(ESC, 0x24, 120, 0, ...text('cd'), ESC, 0x24, 0, 0, ...text('ab'), 0x0a).text).toBe(
      'ab        cd\n',
    );
  });

  it('counts in motion units (GS P)', () => {
    expect(box(GS, 0x50, 0, 0, ESC, 0x24, 50, 0, block, 0x0a).x).toBe(50);
    expect(box(GS, 0x50, 101, 0, ESC, 0x24, 50, 0, block, 0x0a).x).toBe(100);
    const tall = render(GS, 0x50, 0, 101, ESC, 0x33, 50, block, 0x0a);
    expect(tall.picture.height).toBe(top + 100);
  });

  it('keeps to margin and width (GS L, GS W), which count from the next line on', () => {
    const area = [GS, 0x4c, 48, 0, GS, 0x57, 120, 0];
    expect(box(...area, block, 0x0a).x).toBe(48);
    expect(box(...area, ESC, 0x61, 2, block, 0x0a).x).toBe(48 + 120 - 12);
    expect(render(...area, ...text('0123456789ab'), 0x0a).text).toBe('0123456789\nab\n');
    expect(box(block, ...area, block, 0x0a)).toMatchObject({ x: 0, width: 24 });
  });

  it('tabs to where it was told to (ESC D), and stays where there is no tab', () => {
    const tabs = [ESC, 0x44, 4, 10, 0];
    expect(render(...tabs, 0x09, ...text('a'), 0x09, ...text('b'), 0x09, ...text('c'), 0x0a).text).toBe(
      '    a     bc\n',
    );
    expect(render(ESC, 0x44, 0, 0x09, ...text('a'), 0x0a).text).toBe('a\n');
  });

  it('puts white to the right of each character (ESC SP), twice as much of wide ones', () => {
    expect(box(ESC, 0x20, 10, block, block, 0x0a).width).toBe(12 + 10 + 12);
    expect(box(ESC, 0x20, 10, GS, 0x21, 0x10, block, block, 0x0a).width).toBe(24 + 20 + 24);
  });
});

describe('lengths that no printer has', () => {
  const inches = [GS, 0x50, 1, 1];

  it('feeds no more than 1016 mm at once, whatever the unit', () => {
    const { picture } = render(block, ...inches, ESC, 0x33, 255, ESC, 0x64, 255, block, 0x0a);
    // A line that ends, 254 more, and another that ends: 40 inches each.
    expect(picture.height).toBe(top + 3 * 40 * 203);
  });

  it('keeps little of characters that are wider than the paper', () => {
    const before = process.memoryUsage().arrayBuffers;
    const letters = Array.from({ length: 200 }, (_, index) => 0x21 + (index % 90));
    expect(render(...inches, ESC, 0x20, 255, GS, 0x21, 0x77, ...letters, 0x0a).text.length).toBeGreaterThan(
      200,
    );
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200_000_000);
  });
});

describe('lines', () => {
  it('stands characters of all sizes on the same line', () => {
    const mixed = render(...text('H'), GS, 0x21, 0x11, ...text('H'), 0x0a);
    const [small, large] = [box(...text('H'), 0x0a), box(GS, 0x21, 0x11, ...text('H'), 0x0a)];
    expect(inkBox(mixed.picture).height).toBe(large.height);
    const below = ({ y, height }: typeof small) => y + height;
    const fontB = render(ESC, 0x4d, 1, ...text('H'), ESC, 0x4d, 0, ...text('H'), 0x0a);
    expect(below(inkBox(fontB.picture))).toBe(below(small));
  });

  it('underlines spaces, and not what was skipped', () => {
    expect(box(ESC, 0x2d, 1, ...text('    '), 0x0a).width).toBe(48);
    expect(box(ESC, 0x2d, 1, 0x09, ...text(' '), 0x0a)).toMatchObject({ x: 96, width: 12 });
  });

  it('turns characters by a quarter (ESC V)', () => {
    const upright = box(...text('L'), 0x0a);
    const turned = box(ESC, 0x56, 1, ...text('L'), 0x0a);
    expect([turned.width, turned.height]).toEqual([upright.height, upright.width]);
  });

  it('turns lines by half, from the right edge on (ESC {)', () => {
    expect(box(ESC, 0x7b, 1, block, 0x0a).x).toBe(576 - 12);
    expect(render(ESC, 0x7b, 1, ...text('abc'), 0x0a).text).toBe('abc\n');
  });

  it('pulls paper back, and prints over what is there (ESC K, ESC e)', () => {
    const over = render(block, 0x0a, ESC, 0x4b, 30, block, 0x0a);
    expect(over.picture.height).toBe(top + 30);
    expect(inkBox(over.picture)).toMatchObject({ y: top, height: 24 });
    expect(render(block, 0x0a, ESC, 0x65, 1).picture.height).toBe(top + 24);
  });

  it('is not there for the host while it is deselected (ESC =)', () => {
    expect(render(ESC, 0x3d, 0, ...text('a'), 0x0a, ESC, 0x3d, 1, ...text('b'), 0x0a).text).toBe('b\n');
  });
});

describe('characters of the host', () => {
  const bar = [ESC, 0x26, 3, 0x41, 0x41, 2, 255, 255, 255, 255, 255, 255];

  it('prints its own instead of those of the font, while it wants to (ESC &, ESC %, ESC ?)', () => {
    expect(box(...bar, ESC, 0x25, 1, 0x41, 0x0a)).toEqual({ x: 0, y: top, width: 2, height: 24 });
    const letter = box(0x41, 0x0a);
    expect(box(...bar, 0x41, 0x0a)).toEqual(letter);
    expect(box(...bar, ESC, 0x25, 1, ESC, 0x3f, 0x41, 0x41, 0x0a)).toEqual(letter);
    expect(box(...bar, ESC, 0x25, 1, ESC, 0x40, 0x41, 0x0a)).toEqual(letter);
  });
});

describe('macros and counters', () => {
  it('does again what it was told to remember (GS :, GS ^)', () => {
    const macro = [GS, 0x3a, ...text('x'), 0x0a, GS, 0x3a];
    expect(render(...macro, GS, 0x5e, 3, 0, 0, ...text('y'), 0x0a).text).toBe('x\nx\nx\nx\ny\n');
  });

  it('does not run a macro from itself, nor one that is too long', () => {
    expect(render(GS, 0x3a, ...text('x'), GS, 0x5e, 9, 0, 0, 0x0a, GS, 0x3a, GS, 0x5e, 2, 0, 0).text).toBe(
      'x\nx\nx\n',
    );
    const long = [GS, 0x3a, ...text('x'.repeat(2050)), GS, 0x3a];
    expect(render(...long, 0x0a, GS, 0x5e, 1, 0, 0).text.replaceAll('\n', '')).toHaveLength(2050);
  });

  it('counts (GS C 0, GS C 1, GS C 2, GS c)', () => {
    const counter = [GS, 0x43, 0x30, 4, 0, GS, 0x43, 0x31, 8, 0, 11, 0, 2, 1, GS, 0x43, 0x32, 8, 0];
    expect(render(...counter, GS, 0x63, 0x20, GS, 0x63, 0x20, GS, 0x63, 0x0a).text).toBe('0008 0010 0008\n');
  });
});
