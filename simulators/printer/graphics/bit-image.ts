import { Bitmap } from '../bitmap.ts';

/**
 * An image given column by column, from the left: `bytesPerColumn` bytes each, topmost dot in the high bit of the first.
 */
export function fromColumns(bytes: Uint8Array, columns: number, bytesPerColumn: number): Bitmap {
  const image = new Bitmap(columns, bytesPerColumn * 8);
  for (let x = 0; x < columns; x += 1)
    for (let part = 0; part < bytesPerColumn; part += 1) {
      const eight = bytes[x * bytesPerColumn + part] ?? 0;
      if (eight === 0) continue;
      for (let bit = 0; bit < 8; bit += 1) if (eight & (0x80 >> bit)) image.set(x, part * 8 + bit);
    }
  return image;
}
