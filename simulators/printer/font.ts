import { inflateRawSync } from 'node:zlib';
import { bitmaps, repertoire } from './font-data.ts';

/** One fixed-width font, as dots. */
export interface Font {
  /** Cell size in dots. */
  readonly width: number;
  readonly height: number;
  /** Whether the dot of `character` at column `x`, row `y` is black. A character it lacks is a hollow box. */
  readonly dot: (character: string, x: number, y: number) => boolean;
}

const data = inflateRawSync(Buffer.from(bitmaps, 'base64'));
const glyphs = [...repertoire];
const indexOf = new Map(glyphs.map((character, index) => [character, index]));

function face(width: number, height: number, start: number): Font {
  const glyphBytes = Math.ceil((width * height) / 8);
  const box = (x: number, y: number) =>
    x >= 1 &&
    x < width - 1 &&
    y >= 3 &&
    y < height - 4 &&
    (x === 1 || x === width - 2 || y === 3 || y === height - 5);
  return {
    width,
    height,
    dot: (character, x, y) => {
      const index = indexOf.get(character);
      if (index === undefined) return box(x, y);
      const bit = y * width + x;
      const byte = data[start + index * glyphBytes + (bit >> 3)] ?? 0;
      return (byte & (0x80 >> (bit & 7))) !== 0;
    },
  };
}

const sizeA = 36 * glyphs.length;
const sizeB = 20 * glyphs.length;

/** Epson's fonts A (12 × 24) and B (9 × 17). */
export const fonts = {
  a: { regular: face(12, 24, 0), bold: face(12, 24, sizeA) },
  b: { regular: face(9, 17, 2 * sizeA), bold: face(9, 17, 2 * sizeA + sizeB) },
} as const;
