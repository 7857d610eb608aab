import type { Picture } from '../png.ts';

/** The smallest rectangle that holds all ink, in dots from the left of the printable width and the top. */
export interface InkBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Black dots of a picture, as `x,y`, row by row. */
export function inkOf({ dots, height, rows }: Picture): readonly (readonly [x: number, y: number])[] {
  const ink: [number, number][] = [];
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < dots; x += 1)
      if ((rows[(y * dots) / 8 + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) ink.push([x, y]);
  return ink;
}

/** Where the ink of a picture is; all zero when there is none. */
export function inkBox(picture: Picture): InkBox {
  const ink = inkOf(picture);
  if (ink.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  let [left, top, right, bottom] = [picture.dots, picture.height, 0, 0];
  for (const [x, y] of ink) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}
