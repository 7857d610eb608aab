import type { PrinterModel } from '../models.ts';
import type { Picture } from '../png.ts';

/** A row of dashes, and white above and below it: where the paper was cut. */
const gap = { white: 12, thickness: 2 };
const dash = 0b1111_0000;

/** Sheets as one picture, with a dashed line between one and the next. */
export function oneBelowTheOther(pictures: readonly Picture[], { dots, paperDots }: PrinterModel): Picture {
  const rowBytes = dots / 8;
  const gapHeight = 2 * gap.white + gap.thickness;
  const height = pictures.reduce(
    (sum, picture) => sum + picture.height + gapHeight,
    pictures.length ? -gapHeight : 1,
  );
  const rows = new Uint8Array(height * rowBytes);
  let y = 0;
  for (const [index, picture] of pictures.entries()) {
    if (index > 0) {
      const from = (y + gap.white) * rowBytes;
      rows.fill(dash, from, from + gap.thickness * rowBytes);
      y += gapHeight;
    }
    rows.set(picture.rows, y * rowBytes);
    y += picture.height;
  }
  return { dots, paperDots, height, rows };
}
