import type { Bitmap } from '../bitmap.ts';

/** Something to print: a character, a symbol, an image. */
export interface Piece {
  readonly bitmap: Bitmap;
  /** Rows above the line that letters stand on; the rest hangs below it. */
  readonly ascent: number;
  /** What a person reads there; empty for an image. */
  readonly text: string;
}
