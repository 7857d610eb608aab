import { Bitmap } from '../bitmap.ts';
import { RowAssembler } from '../graphics/row-assembler.ts';
import type { Paper } from '../paper.ts';
import type { Layout } from './layout.ts';
import { Line } from './line.ts';
import type { Piece } from './piece.ts';
import type { ImageShape, RowSink, Surface } from './surface.ts';

/** The most that a command can feed, in inches (Epson: 1016 mm); a block is no longer. */
const longestFeed = 40;

/** Standard mode: a line is printed when it ends, and the paper moves on. */
export class StandardMode implements Surface {
  readonly #paper: Paper;
  readonly #layout: Layout;
  readonly #fed: (rows: number) => void;
  readonly #columnWidth: () => number;
  readonly #line = new Line();

  /**
   * @param fed told how far the paper was moved, each time.
   * @param columnWidth dots that count as one column where the text of a line has a gap.
   */
  constructor(paper: Paper, layout: Layout, fed: (rows: number) => void, columnWidth: () => number) {
    this.#paper = paper;
    this.#layout = layout;
    this.#fed = fed;
    this.#columnWidth = columnWidth;
  }

  get x(): number {
    return this.#line.x;
  }

  get atLineStart(): boolean {
    return this.#line.isEmpty;
  }

  get lineWidth(): number {
    return this.#layout.areaWidth;
  }

  add(piece: Piece): void {
    if (!this.#line.hasRoomFor(piece.bitmap.width, this.lineWidth)) this.endLine(this.#layout.lineSpacing);
    this.#line.add(piece);
  }

  moveTo(x: number): void {
    if (x >= 0 && x <= this.lineWidth) this.#line.moveTo(x);
  }

  endLine(rows: number): void {
    const line = this.#line;
    const { ascent, descent } = line;
    const height = ascent + descent;
    if (height > 0) this.#print(ascent, height);
    this.#paper.write(line.text(this.#columnWidth()), height);
    line.clear();
    this.#advance(Math.max(Math.min(rows, this.#longestFeed), height));
  }

  feed(rows: number): void {
    this.#advance(Math.min(rows, this.#longestFeed));
  }

  addBlock({ bitmap, text }: Piece): void {
    this.#endPending();
    const { width, stride, bytes } = bitmap;
    const height = Math.min(bitmap.height, this.#longestFeed);
    const visible = new Bitmap(width, height, bytes.subarray(0, height * stride));
    const x = this.#layout.leftMargin + this.#layout.startOf(Math.min(width, this.lineWidth));
    this.#paper.draw(this.#layout.upsideDown ? visible.turned(2) : visible, x, this.lineWidth);
    if (text !== '') this.#paper.write(text, height);
    this.#advance(height);
  }

  beginImage({ widthBytes, scaleX, scaleY }: ImageShape): RowSink {
    this.#endPending();
    const width = Math.min(widthBytes * 8 * scaleX, this.lineWidth);
    const x = this.#layout.leftMargin + this.#layout.startOf(width);
    const rows = new RowAssembler(widthBytes);
    return {
      take: (bytes) => {
        let y = 0;
        rows.take(bytes, (source, at) => {
          if (scaleX === 1) this.#paper.drawRow(source, at, width, x, y);
          else {
            const row = new Bitmap(widthBytes * 8, 1, source.subarray(at, at + widthBytes)).scaled(2, 1);
            this.#paper.drawRow(row.bytes, 0, width, x, y);
          }
          if (scaleY === 2) this.#paper.repeatRow(y);
          y += scaleY;
        });
        this.#advance(y);
      },
    };
  }

  clear(): void {
    this.#line.clear();
  }

  get #longestFeed(): number {
    return longestFeed * this.#layout.model.dpi;
  }

  #advance(rows: number): void {
    const moved = this.#paper.feed(rows);
    if (moved !== 0) this.#fed(Math.abs(moved));
  }

  /** Epson's printers ignore a block in the middle of a line; many others print the line first, as here. */
  #endPending(): void {
    if (!this.#line.isEmpty) this.endLine(this.#layout.lineSpacing);
  }

  #print(ascent: number, height: number): void {
    const width = this.lineWidth;
    const start = this.#layout.startOf(this.#line.width);
    const dots = new Bitmap(width, height);
    for (const { piece, x } of this.#line.pieces) dots.draw(piece.bitmap, start + x, ascent - piece.ascent);
    this.#paper.draw(this.#layout.upsideDown ? dots.turned(2) : dots, this.#layout.leftMargin, width);
  }
}
