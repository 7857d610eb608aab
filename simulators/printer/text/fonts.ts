import { inflateRawSync } from 'node:zlib';
import { Bitmap } from '../bitmap.ts';
import type { CellSize } from '../models.ts';
import { bitmaps, repertoire } from './font-data.ts';

/** One fixed-width font, as dots. */
export interface Font {
  /** Cell size in dots. */
  readonly width: number;
  readonly height: number;
  /** Rows above the line that letters stand on. */
  readonly baseline: number;
  /** A character it lacks is a hollow box. */
  glyph(character: string): Bitmap;
}

const sizes: Readonly<Record<CellSize, { width: number; height: number; baseline: number }>> = {
  '12x24': { width: 12, height: 24, baseline: 19 },
  '10x24': { width: 10, height: 24, baseline: 19 },
  '9x17': { width: 9, height: 17, baseline: 13 },
};

const data = new Uint8Array(inflateRawSync(Buffer.from(bitmaps, 'base64')));
const indexOf = new Map([...repertoire].map((character, index) => [character, index]));

function faces(): Record<CellSize, { readonly regular: Font; readonly bold: Font }> {
  let start = 0;
  const face = (size: CellSize): Font => {
    const { width, height, baseline } = sizes[size];
    const glyphBytes = 2 * height;
    const first = start;
    start += glyphBytes * indexOf.size;
    const box = hollowBox(width, height);
    return {
      width,
      height,
      baseline,
      glyph: (character) => {
        const index = indexOf.get(character);
        if (index === undefined) return box;
        const at = first + index * glyphBytes;
        return new Bitmap(width, height, data.subarray(at, at + glyphBytes));
      },
    };
  };
  // In the order of their bitmaps.
  const both = (size: CellSize) => ({ regular: face(size), bold: face(size) });
  return { '12x24': both('12x24'), '10x24': both('10x24'), '9x17': both('9x17') };
}

/** What a character that no font has looks like. */
export function hollowBox(width: number, height: number): Bitmap {
  const box = new Bitmap(width, height);
  const [left, top, right, bottom] = [1, 3, width - 2, height - 5];
  box.fill(left, top, right - left + 1, 1);
  box.fill(left, bottom, right - left + 1, 1);
  box.fill(left, top, 1, bottom - top + 1);
  box.fill(right, top, 1, bottom - top + 1);
  return box;
}

export const fonts = faces();
