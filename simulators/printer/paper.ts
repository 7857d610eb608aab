import type { PrinterModel } from './models.ts';
import type { Picture } from './png.ts';

interface TextRow {
  readonly text: string;
  /** Row of dots just under it. */
  readonly bottom: number;
}

/**
 * A length of paper, from the edge that was last cut to the print head. Rows are counted from that edge; the head
 * is as far below it to begin with as it is from the cutter.
 */
export class Paper {
  readonly #model: PrinterModel;
  readonly #rowBytes: number;
  #rows: Uint8Array;
  #head: number;
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

  /** Whether anything was printed on it. */
  get inked(): boolean {
    return this.#inkIn(0, this.#head);
  }

  get text(): string {
    return this.#text.map((row) => row.text).join('\n');
  }

  /** Blackens the dot at column `x`, `y` rows below the head. Dots beyond the printable width are lost. */
  print(x: number, y: number): void {
    if (x < 0 || x >= this.#model.dots) return;
    const row = this.#head + y;
    this.#reserve(row + 1);
    const byte = row * this.#rowBytes + (x >> 3);
    this.#rows[byte] = (this.#rows[byte] ?? 0) | (0x80 >> (x & 7));
  }

  /** Notes that the `height` rows below the head say `text`. */
  write(text: string, height: number): void {
    this.#text.push({ text, bottom: this.#head + height });
  }

  feed(rows: number): void {
    this.#head += rows;
    this.#reserve(this.#head);
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
    const kept = this.#rows.slice(rows * this.#rowBytes, this.#head * this.#rowBytes);
    this.#rows.fill(0);
    this.#rows.set(kept);
    this.#head -= rows;
  }

  #top(height: number): Picture {
    const { dots, paperDots } = this.#model;
    return { dots, paperDots, height, rows: this.#rows.slice(0, height * this.#rowBytes) };
  }

  #inkIn(from: number, to: number): boolean {
    return this.#rows.subarray(from * this.#rowBytes, to * this.#rowBytes).some((byte) => byte !== 0);
  }

  #reserve(rows: number): void {
    if (rows * this.#rowBytes <= this.#rows.length) return;
    const larger = new Uint8Array(Math.max(rows * this.#rowBytes, this.#rows.length * 2));
    larger.set(this.#rows);
    this.#rows = larger;
  }
}
