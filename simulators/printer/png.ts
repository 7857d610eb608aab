import { PNG } from 'pngjs';
import { printableDots, type Raster } from './paper.ts';

/** White on each side of the printable width: 80 mm paper is 640 dots wide. */
const margin = 32;
const width = printableDots + 2 * margin;
const ink = 0x1c;
const white = 0xff;

/** The sheet as a grey PNG, one pixel a dot (203 dpi), as wide as the paper. */
export function rasterToPng({ height, rows }: Raster): Buffer {
  const png = new PNG({
    width,
    height: Math.max(height, 1),
    colorType: 0,
    inputColorType: 0,
    inputHasAlpha: false,
  });
  png.data = Buffer.alloc(width * png.height, white);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < printableDots; x += 1) {
      const byte = rows[y * (printableDots / 8) + (x >> 3)] ?? 0;
      if (byte & (0x80 >> (x & 7))) png.data[y * width + margin + x] = ink;
    }
  return PNG.sync.write(png, { colorType: 0, inputColorType: 0, inputHasAlpha: false });
}
