import type { Piece } from './piece.ts';

/** What is printed on: a line after the other (standard mode), or a page that is put together first (page mode). */
export interface Surface {
  /** Position in the line, in dots. */
  readonly x: number;
  /** Whether nothing is in the line yet. */
  readonly atLineStart: boolean;
  /** Room for a line, in dots. */
  readonly lineWidth: number;
  /** Adds a piece to the line; what does not fit goes to the next line. */
  add(piece: Piece): void;
  /** Sets the position in the line; beyond its end, nothing changes. */
  moveTo(x: number): void;
  /** Ends the line and goes on `rows` further down, or below what the line has. */
  endLine(rows: number): void;
  /** Goes `rows` further down, with nothing to print; up, when negative. */
  feed(rows: number): void;
  /** Adds something that stands on its own: an image, a symbol. */
  addBlock(piece: Piece): void;
  /** Begins an image whose rows come little by little. */
  beginImage(image: ImageShape): RowSink;
  /** Forgets what is not printed yet. */
  clear(): void;
}

/** An image before enlargement. */
export interface ImageShape {
  readonly widthBytes: number;
  readonly height: number;
  readonly scaleX: 1 | 2;
  readonly scaleY: 1 | 2;
}

/** Takes the bytes of an image, in pieces of any size. */
export interface RowSink {
  take(bytes: Uint8Array): void;
}
