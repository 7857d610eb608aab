import { Bitmap } from '../bitmap.ts';
import { RowAssembler } from '../graphics/row-assembler.ts';
import type { Paper } from '../paper.ts';
import type { Layout } from './layout.ts';
import { Line } from './line.ts';
import type { Piece } from './piece.ts';
import type { ImageShape, RowSink, Surface } from './surface.ts';

/** The longest page, in dots: what a printer's memory holds. */
const longestPage = 2400;

/** The most lines of text that are remembered of a page, on which any number can be printed. */
const mostTexts = 10_000;
/** Where the first line stands until something on it says otherwise: as high as Font A. */
const fontAscent = 19;

/** The part of the page that is printed in, in dots. */
export interface PrintArea {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where printing begins and which way it goes (`ESC T`): →, ↑ from the bottom, ← upside down, ↓. */
export type Direction = 0 | 1 | 2 | 3;

/** Page mode: everything is put together on a page, in four directions, and printed at once. */
export class PageMode implements Surface {
  readonly #paper: Paper;
  readonly #layout: Layout;
  readonly #fed: (rows: number) => void;
  readonly #columnWidth: () => number;
  readonly #line = new Line();
  #page: Bitmap;
  #area: PrintArea;
  /** How far down the areas reach that were printed in. */
  #reach: number;
  #direction: Direction = 0;
  /** The line that letters stand on, from the start of the area; undefined until something says where it is. */
  #baseline: number | undefined;
  #texts: string[] = [];

  /** As `StandardMode`. */
  constructor(paper: Paper, layout: Layout, fed: (rows: number) => void, columnWidth: () => number) {
    this.#paper = paper;
    this.#layout = layout;
    this.#fed = fed;
    this.#columnWidth = columnWidth;
    const { dots, pageRows } = layout.model;
    this.#page = new Bitmap(dots, 0);
    this.#area = { x: 0, y: 0, width: dots, height: pageRows };
    this.#reach = 0;
  }

  get x(): number {
    return this.#line.x;
  }

  get atLineStart(): boolean {
    return this.#line.isEmpty;
  }

  get lineWidth(): number {
    return this.#isSideways ? this.#area.height : this.#area.width;
  }

  /** Begins an empty page. */
  open(): void {
    const { dots, pageRows } = this.#layout.model;
    this.#page = new Bitmap(dots, longestPage);
    this.#texts = [];
    this.#direction = 0;
    this.setArea({ x: 0, y: 0, width: dots, height: pageRows });
    this.#reach = 0;
  }

  /** `ESC W`: as far as there is paper. False if nothing of it is. */
  setArea({ x, y, width, height }: PrintArea): boolean {
    const { dots } = this.#layout.model;
    if (x >= dots || y >= longestPage || width <= 0 || height <= 0) return false;
    this.#flushLine();
    this.#area = { x, y, width: Math.min(width, dots - x), height: Math.min(height, longestPage - y) };
    this.#toStart();
    return true;
  }

  setDirection(direction: Direction): void {
    this.#flushLine();
    this.#direction = direction;
    this.#toStart();
  }

  /** `GS $`: the line that letters stand on is `y` dots from the start of the area. */
  moveDownTo(y: number): void {
    this.#flushLine();
    if (y >= 0 && y <= this.#areaRows) this.#baseline = y;
  }

  /** `GS \`. */
  moveDownBy(rows: number): void {
    this.moveDownTo((this.#baseline ?? 0) + rows);
  }

  add(piece: Piece): void {
    if (!this.#line.hasRoomFor(piece.bitmap.width, this.lineWidth)) this.endLine(this.#layout.lineSpacing);
    this.#line.add(piece);
  }

  moveTo(x: number): void {
    if (x >= 0 && x <= this.lineWidth) this.#line.moveTo(x);
  }

  endLine(rows: number): void {
    const { descent } = this.#line;
    const placed = this.#flushLine();
    this.feed(placed ? Math.max(rows, descent) : rows);
  }

  feed(rows: number): void {
    this.#baseline = Math.min(Math.max(0, (this.#baseline ?? fontAscent) + rows), this.#areaRows);
  }

  addBlock(piece: Piece): void {
    this.add({ ...piece, ascent: piece.bitmap.height });
  }

  beginImage({ widthBytes, height, scaleX, scaleY }: ImageShape): RowSink {
    const rows = new RowAssembler(widthBytes);
    const image = new Bitmap(Math.min(widthBytes * 8, longestPage), Math.min(height, longestPage));
    let y = 0;
    return {
      take: (bytes) => {
        rows.take(bytes, (source, at) => {
          if (y < image.height)
            image.bytes.set(source.subarray(at, at + Math.min(widthBytes, image.stride)), y * image.stride);
          y += 1;
          if (y === height) this.addBlock({ bitmap: image.scaled(scaleX, scaleY), ascent: 0, text: '' });
        });
      },
    };
  }

  /** `FF`, `ESC FF`: the whole page comes out; it stays as it is, for `ESC FF` to print again. */
  print(): void {
    this.#flushLine();
    const height = Math.max(this.#reach, this.#area.y + this.#area.height);
    const { width, stride, bytes } = this.#page;
    this.#paper.draw(new Bitmap(width, height, bytes.subarray(0, height * stride)), 0, width);
    for (const text of this.#texts) this.#paper.write(text, height);
    const moved = this.#paper.feed(height);
    if (moved > 0) this.#fed(moved);
  }

  /** `CAN`: what is in the area is gone. */
  cancel(): void {
    const { x, y, width, height } = this.#area;
    this.#line.clear();
    for (let row = y; row < y + height; row += 1)
      for (let dot = x; dot < x + width; dot += 1) {
        const at = row * this.#page.stride + (dot >> 3);
        this.#page.bytes[at] = (this.#page.bytes[at] ?? 0) & ~(0x80 >> (dot & 7));
      }
    this.#texts = [];
    this.#toStart();
  }

  clear(): void {
    this.#line.clear();
    this.#texts = [];
    this.#page = new Bitmap(this.#layout.model.dots, 0);
  }

  get #isSideways(): boolean {
    return this.#direction === 1 || this.#direction === 3;
  }

  /** Room down the page, as the direction has it. */
  get #areaRows(): number {
    return this.#isSideways ? this.#area.width : this.#area.height;
  }

  #toStart(): void {
    this.#line.clear();
    this.#baseline = undefined;
  }

  /** Puts the line on the page; false if there was nothing on it. */
  #flushLine(): boolean {
    const { ascent, pieces } = this.#line;
    if (pieces.length === 0) {
      this.#line.clear();
      return false;
    }
    this.#baseline ??= ascent;
    this.#reach = Math.max(this.#reach, this.#area.y + this.#area.height);
    const start = this.#layout.align === 'left' ? 0 : this.#startOf(this.#line.width);
    for (const { piece, x } of pieces) this.#place(piece.bitmap, start + x, this.#baseline - piece.ascent);
    if (this.#texts.length < mostTexts) this.#texts.push(this.#line.text(this.#columnWidth()));
    this.#line.clear();
    return true;
  }

  #startOf(width: number): number {
    const free = Math.max(0, this.lineWidth - width);
    return this.#layout.align === 'right' ? free : Math.floor(free / 2);
  }

  /** Draws at (`x`, `y`) of the area as its direction has it. */
  #place(bitmap: Bitmap, x: number, y: number): void {
    const { x: left, y: top, width, height } = this.#area;
    const [right, bottom] = [left + width, top + height];
    const { width: w, height: h } = bitmap;
    const corners = [
      [left + x, top + y],
      [left + y, bottom - x - w],
      [right - x - w, bottom - y - h],
      [right - y - h, top + x],
    ] as const;
    const quarters = ([0, 3, 2, 1] as const)[this.#direction];
    this.#page.draw(bitmap.turned(quarters), ...corners[this.#direction]);
  }
}
