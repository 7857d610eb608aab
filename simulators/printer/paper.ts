import { type Bitmap, orRow } from './bitmap.ts';
import type { PrinterModel } from './models.ts';
import type { Picture } from './png.ts';

interface TextRow {
  readonly text: string;
  /** Row of dots just under it. */
  readonly bottom: number;
}

/** The most lines of text that are remembered: paper that is pulled back, or does not move, can take any number. */
const mostTextRows = 50_000;

/**
 * A length of paper, from the edge that was last cut to the print head. Rows are counted from that edge; the head
 * is as far below it to begin with as it is from the cutter.
 */
export class Paper {
  readonly #model: PrinterModel;
  readonly #rowBytes: number;
  #rows: Uint8Array;
  #head: number;
  /** From this row on, nothing was drawn. */
  #blankFrom = 0;
  /** Whether any dot is black. */
  #inked = false;
  #text: TextRow[] = [];

  constructor(model: PrinterModel) {
    this.#model = model;
    this.#rowBytes = model.dots / 8;
    this.#rows = new Uint8Array(this.#rowBytes * 1024);
    this.#head = model.headToCutter;
  }

  /** Row that the head is on. */
  get head(): number {
    return this.#head;
  }

  /** How far it was printed on below the head: as the paper can be pulled back. */
  get printedBelow(): number {
    return Math.max(0, this.#blankFrom - this.#head);
  }

  /** Whether anything was printed on it. */
  get inked(): boolean {
    return this.#inked;
  }

  get text(): string {
    return this.#text.map((row) => row.text).join('\n');
  }

  /** Adds the black dots of `bitmap` below the head, its left edge at column `x`; what is beyond `width` is lost. */
  draw(bitmap: Bitmap, x: number, width: number): void {
    for (let row = 0; row < bitmap.height; row += 1)
      this.drawRow(bitmap.bytes, row * bitmap.stride, Math.min(bitmap.width, width), x, row);
  }

  /** Adds the `width` dots of `source` from byte `at` on, from column `x` on, `y` rows below the head. */
  drawRow(source: Uint8Array, at: number, width: number, x: number, y: number): void {
    const row = this.#head + y;
    this.#reserve(row + 1);
    const { dots } = this.#model;
    // Nearly all rows are drawn on blank paper, from whole bytes on: those are copied.
    if (row >= this.#blankFrom && (x & 7) === 0 && (width & 7) === 0 && x >= 0 && x + width <= dots)
      this.#rows.set(source.subarray(at, at + (width >> 3)), row * this.#rowBytes + (x >> 3));
    else orRow(this.#rows, row * this.#rowBytes, dots, source, at, width, x);
    this.#blankFrom = Math.max(this.#blankFrom, row + 1);
    if (!this.#inked) this.#inked = this.#inkIn(row, row + 1);
  }

  /** Prints the row `y` below the head on the next row, too. */
  repeatRow(y: number): void {
    const at = (this.#head + y) * this.#rowBytes;
    this.#reserve(this.#head + y + 2);
    orRow(this.#rows, at + this.#rowBytes, this.#model.dots, this.#rows, at, this.#model.dots, 0);
    this.#blankFrom = Math.max(this.#blankFrom, this.#head + y + 2);
  }

  /** Notes that the `height` rows below the head say `text`. */
  write(text: string, height: number): void {
    this.#text.push({ text, bottom: this.#head + height });
    if (this.#text.length > mostTextRows) this.#text.splice(0, mostTextRows / 2);
  }

  /** Moves the paper on by `rows`, or back when negative, though not back into the cutter; returns by how many it moved. */
  feed(rows: number): number {
    const head = Math.max(this.#head + rows, Math.min(this.#head, this.#model.headToCutter));
    const moved = head - this.#head;
    this.#head = head;
    this.#reserve(head);
    return moved;
  }

  picture(): Picture {
    return this.#top(this.#head);
  }

  /** Cuts at the cutter. What was printed since it passed there stays, on the next sheet, as on a real one. */
  cut(): { readonly picture: Picture; readonly text: string; readonly inked: boolean } {
    const at = this.#head - this.#model.headToCutter;
    const inked = this.#inkIn(0, at);
    const picture = this.#top(at);
    const text = this.#text.filter((row) => row.bottom <= at);
    this.loseTop(at);
    return { picture, text: text.map((row) => row.text).join('\n'), inked };
  }

  /** Forgets the first `rows` rows. */
  loseTop(rows: number): void {
    this.#text = this.#text
      .filter((row) => row.bottom > rows)
      .map((row) => ({ ...row, bottom: row.bottom - rows }));
    const bottom = Math.max(this.#head, this.#blankFrom);
    const kept = this.#rows.slice(rows * this.#rowBytes, bottom * this.#rowBytes);
    this.#rows = new Uint8Array(Math.max(kept.length, this.#rowBytes * 1024));
    this.#rows.set(kept);
    this.#head -= rows;
    this.#blankFrom = Math.max(0, this.#blankFrom - rows);
    this.#inked = this.#inkIn(0, this.#head);
  }

  #top(height: number): Picture {
    const { dots, paperDots } = this.#model;
    return { dots, paperDots, height, rows: this.#rows.slice(0, height * this.#rowBytes) };
  }

  #inkIn(from: number, to: number): boolean {
    for (let at = from * this.#rowBytes; at < to * this.#rowBytes; at += 1)
      if (this.#rows[at] !== 0) return true;
    return false;
  }

  #reserve(rows: number): void {
    if (rows * this.#rowBytes <= this.#rows.length) return;
    const larger = new Uint8Array(Math.max(rows * this.#rowBytes, this.#rows.length * 2));
    larger.set(this.#rows);
    this.#rows = larger;
  }
}
