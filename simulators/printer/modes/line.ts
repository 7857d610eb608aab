import type { Piece } from './piece.ts';

interface Placed {
  readonly piece: Piece;
  readonly x: number;
}

/** Pieces that stand together, from one set position to the next. */
interface Segment {
  readonly x: number;
  right: number;
  text: string;
}

/** The most that is on a line, in bytes, for pieces may be printed over each other without end. */
const mostBytes = 4 * 1024 * 1024;
/** What a piece takes beside its dots, about. */
const overhead = 256;

/** What is on a line so far, and where the next piece goes. Positions are dots from where the line begins. */
export class Line {
  #placed: Placed[] = [];
  #segments: Segment[] = [];
  #x = 0;
  #right = 0;
  #bytes = 0;

  get x(): number {
    return this.#x;
  }

  /** How far it reaches, white included. */
  get width(): number {
    return this.#right;
  }

  /** Whether there is room for `width` dots more of `room`. What stands alone, and too wide, has to be cut off. */
  hasRoomFor(width: number, room: number): boolean {
    if (this.#bytes >= mostBytes) return false;
    return this.#x === 0 || this.#x + width <= room;
  }

  get isEmpty(): boolean {
    return this.#placed.length === 0 && this.#x === 0;
  }

  get pieces(): readonly Placed[] {
    return this.#placed;
  }

  get ascent(): number {
    let most = 0;
    for (const { piece } of this.#placed) most = Math.max(most, piece.ascent);
    return most;
  }

  get descent(): number {
    let most = 0;
    for (const { piece } of this.#placed) most = Math.max(most, piece.bitmap.height - piece.ascent);
    return most;
  }

  add(piece: Piece): void {
    const right = this.#x + piece.bitmap.width;
    this.#placed.push({ piece, x: this.#x });
    this.#bytes += piece.bitmap.bytes.length + overhead;
    const last = this.#segments.at(-1);
    if (last && last.right === this.#x) {
      last.text += piece.text;
      last.right = right;
    } else this.#segments.push({ x: this.#x, right, text: piece.text });
    this.moveTo(right);
  }

  moveTo(x: number): void {
    this.#x = x;
    this.#right = Math.max(this.#right, x);
  }

  /** What it says, from left to right, with as many spaces in a gap as there would be columns. */
  text(columnWidth: number): string {
    let text = '';
    let right = 0;
    for (const segment of this.#segments.toSorted((one, other) => one.x - other.x)) {
      if (segment.text === '') continue;
      const gap = Math.round((segment.x - right) / columnWidth);
      text += ' '.repeat(text === '' ? Math.max(0, gap) : Math.max(1, gap)) + segment.text;
      right = Math.max(right, segment.right);
    }
    return text;
  }

  clear(): void {
    this.#placed = [];
    this.#segments = [];
    this.#x = 0;
    this.#right = 0;
    this.#bytes = 0;
  }
}
