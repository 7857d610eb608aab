/** Dots in a millimetre at 203 dpi, near enough. */
export const dotsPerMillimetre = 8;
/** Dots across the printable width of 80 mm paper. */
export const printableDots = 576;
/** Dots between the print head and the cutter above it: what is printed is cut off only after this much feed. */
export const headToCutter = 96;

const rowBytes = printableDots / 8;

/** The print of one sheet, as dots: rows of 72 bytes, first dot in the high bit. */
export interface Raster {
  readonly height: number;
  readonly rows: Uint8Array;
}

interface TextRow {
  readonly text: string;
  /** Row of dots just under it. */
  readonly bottom: number;
}

/**
 * A length of paper, from the edge that was last cut to the print head. Rows are counted from that edge; the head
 * is `headToCutter` rows below it to begin with.
 */
export class Paper {
  #rows = new Uint8Array(rowBytes * 1024);
  #head = headToCutter;
  #text: TextRow[] = [];

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
    if (x < 0 || x >= printableDots) return;
    const row = this.#head + y;
    this.#reserve(row + 1);
    const byte = row * rowBytes + (x >> 3);
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

  raster(): Raster {
    return { height: this.#head, rows: this.#rows.slice(0, this.#head * rowBytes) };
  }

  /** Cuts at the cutter. What was printed since it passed there stays, on the next sheet, as on a real one. */
  cut(): { readonly raster: Raster; readonly text: string; readonly inked: boolean } {
    const at = this.#head - headToCutter;
    const inked = this.#inkIn(0, at);
    const raster = { height: at, rows: this.#rows.slice(0, at * rowBytes) };
    const text = this.#text.filter((row) => row.bottom <= at);
    this.loseTop(at);
    return { raster, text: text.map((row) => row.text).join('\n'), inked };
  }

  /** Forgets the first `rows` rows. */
  loseTop(rows: number): void {
    this.#text = this.#text
      .filter((row) => row.bottom > rows)
      .map((row) => ({ ...row, bottom: row.bottom - rows }));
    const kept = this.#rows.slice(rows * rowBytes, this.#head * rowBytes);
    this.#rows.fill(0);
    this.#rows.set(kept);
    this.#head -= rows;
  }

  #inkIn(from: number, to: number): boolean {
    return this.#rows.subarray(from * rowBytes, to * rowBytes).some((byte) => byte !== 0);
  }

  #reserve(rows: number): void {
    if (rows * rowBytes <= this.#rows.length) return;
    const larger = new Uint8Array(Math.max(rows * rowBytes, this.#rows.length * 2));
    larger.set(this.#rows);
    this.#rows = larger;
  }
}
