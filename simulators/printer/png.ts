import { PNG } from 'pngjs';

/** The print of one piece of paper, as dots: rows of `dots / 8` bytes, first dot in the high bit. */
export interface Picture {
  /** Dots across the printable width, and across the paper. */
  readonly dots: number;
  readonly paperDots: number;
  readonly height: number;
  readonly rows: Uint8Array;
}

const ink = 0x1c;
const white = 0xff;

/** The paper as a grey PNG, one pixel a dot, as wide as the paper. */
export function pictureToPng({ dots, paperDots, height, rows }: Picture): Buffer {
  const margin = (paperDots - dots) / 2;
  const png = new PNG({
    width: paperDots,
    height: Math.max(height, 1),
    colorType: 0,
    inputColorType: 0,
    inputHasAlpha: false,
  });
  png.data = Buffer.alloc(paperDots * png.height, white);
  for (let y = 0; y < height; y += 1)
    for (let byte = 0; byte < dots / 8; byte += 1) {
      const eight = rows[(y * dots) / 8 + byte] ?? 0;
      if (eight === 0) continue;
      for (let bit = 0; bit < 8; bit += 1)
        if (eight & (0x80 >> bit)) png.data[y * paperDots + margin + byte * 8 + bit] = ink;
    }
  // Dots compress as well without PNG's filters, which take most of the time.
  return PNG.sync.write(png, { colorType: 0, inputColorType: 0, inputHasAlpha: false, filterType: 0 });
}
