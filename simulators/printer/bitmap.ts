/** Dots in rows of whole bytes, first dot in the high bit. Dots beyond `width` in the last byte of a row are white. */
export class Bitmap {
  readonly width: number;
  readonly height: number;
  /** Bytes in a row. */
  readonly stride: number;
  readonly bytes: Uint8Array;

  /** @param bytes rows of `ceil(width / 8)` bytes; white without. */
  constructor(width: number, height: number, bytes?: Uint8Array) {
    this.width = width;
    this.height = height;
    this.stride = (width + 7) >> 3;
    this.bytes = bytes ?? new Uint8Array(this.stride * height);
  }

  get(x: number, y: number): boolean {
    return ((this.bytes[y * this.stride + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;
  }

  /** Blackens one dot, which must be inside. */
  set(x: number, y: number): void {
    const at = y * this.stride + (x >> 3);
    this.bytes[at] = (this.bytes[at] ?? 0) | (0x80 >> (x & 7));
  }

  /** Blackens a rectangle, as far as it is inside. */
  fill(x: number, y: number, width: number, height: number): void {
    const left = Math.max(0, x);
    const right = Math.min(this.width, x + width);
    const bottom = Math.min(this.height, y + height);
    for (let row = Math.max(0, y); row < bottom; row += 1)
      for (let column = left; column < right; ) {
        if ((column & 7) === 0 && column + 8 <= right) {
          this.bytes[row * this.stride + (column >> 3)] = 0xff;
          column += 8;
        } else {
          this.set(column, row);
          column += 1;
        }
      }
  }

  /** Adds the black dots of `other` with its top left corner at (`x`, `y`); what is outside is lost. */
  draw(other: Bitmap, x: number, y: number): void {
    const top = Math.max(0, -y);
    const bottom = Math.min(other.height, this.height - y);
    if (other.stride <= 2 && x >= 0 && x + other.width <= this.width) {
      this.#drawNarrow(other, x, y, top, bottom);
      return;
    }
    for (let row = top; row < bottom; row += 1)
      orRow(this.bytes, (y + row) * this.stride, this.width, other.bytes, row * other.stride, other.width, x);
  }

  /** What `draw` does for the many pieces that are no wider than 16 dots and wholly inside: characters. */
  #drawNarrow({ bytes, stride, width }: Bitmap, x: number, y: number, top: number, bottom: number): void {
    const target = this.bytes;
    const shift = x & 7;
    // Dots are bits 23 to 8 of a number of 24 bits, so that there is room to shift them to the right.
    const mask = (0xff_ff00 << (16 - width)) & 0xff_ff00;
    for (let row = top; row < bottom; row += 1) {
      const from = row * stride;
      const sixteen = ((bytes[from] ?? 0) << 16) | (stride === 2 ? (bytes[from + 1] ?? 0) << 8 : 0);
      const dots = (sixteen & mask) >>> shift;
      if (dots === 0) continue;
      const at = (y + row) * this.stride + (x >> 3);
      target[at] = (target[at] ?? 0) | (dots >>> 16);
      if (dots & 0xff00) target[at + 1] = (target[at + 1] ?? 0) | ((dots >>> 8) & 0xff);
      if (dots & 0xff) target[at + 2] = (target[at + 2] ?? 0) | (dots & 0xff);
    }
  }

  /** Each dot `scaleX` × `scaleY` dots. */
  scaled(scaleX: number, scaleY: number): Bitmap {
    if (scaleX === 1 && scaleY === 1) return this;
    const larger = new Bitmap(this.width * scaleX, this.height * scaleY);
    for (let y = 0; y < this.height; y += 1) {
      for (let x = 0; x < this.width; x += 1)
        if (this.get(x, y)) larger.fill(x * scaleX, y * scaleY, scaleX, 1);
      const row = y * scaleY * larger.stride;
      for (let copy = 1; copy < scaleY; copy += 1)
        larger.bytes.copyWithin(row + copy * larger.stride, row, row + larger.stride);
    }
    return larger;
  }

  /** Turned clockwise by so many quarters of a turn. */
  turned(quarters: 0 | 1 | 2 | 3): Bitmap {
    if (quarters === 0) return this;
    const { width, height } = this;
    const turned = quarters === 2 ? new Bitmap(width, height) : new Bitmap(height, width);
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1) {
        // Most of a line is white: eight dots are passed over at once.
        if ((x & 7) === 0 && this.bytes[y * this.stride + (x >> 3)] === 0) {
          x += 7;
          continue;
        }
        if (!this.get(x, y)) continue;
        if (quarters === 1) turned.set(height - 1 - y, x);
        else if (quarters === 2) turned.set(width - 1 - x, height - 1 - y);
        else turned.set(y, width - 1 - x);
      }
    return turned;
  }

  /** Black for white. */
  inverted(): Bitmap {
    const inverted = new Bitmap(this.width, this.height);
    inverted.fill(0, 0, this.width, this.height);
    for (let at = 0; at < this.bytes.length; at += 1)
      inverted.bytes[at] = (inverted.bytes[at] ?? 0) & ~(this.bytes[at] ?? 0);
    return inverted;
  }
}

/**
 * Adds a row of `sourceWidth` dots to a row of `targetWidth` dots, from column `x` on; dots outside are lost.
 *
 * @param target bytes that hold the row from `targetAt` on; `source` likewise.
 */
export function orRow(
  target: Uint8Array,
  targetAt: number,
  targetWidth: number,
  source: Uint8Array,
  sourceAt: number,
  sourceWidth: number,
  x: number,
): void {
  if (x < 0) {
    for (let dot = -x; dot < sourceWidth && x + dot < targetWidth; dot += 1)
      if ((source[sourceAt + (dot >> 3)] ?? 0) & (0x80 >> (dot & 7))) {
        const at = targetAt + ((x + dot) >> 3);
        target[at] = (target[at] ?? 0) | (0x80 >> ((x + dot) & 7));
      }
    return;
  }
  const width = Math.min(sourceWidth, targetWidth - x);
  if (width <= 0) return;
  const shift = x & 7;
  const first = targetAt + (x >> 3);
  const last = (width - 1) >> 3;
  const lastMask = 0xff & ~(0xff >> (((width - 1) & 7) + 1));
  for (let byte = 0; byte <= last; byte += 1) {
    const eight = source[sourceAt + byte] ?? 0;
    const dots = byte === last ? eight & lastMask : eight;
    if (dots === 0) continue;
    const at = first + byte;
    target[at] = (target[at] ?? 0) | (dots >> shift);
    const rest = (dots << (8 - shift)) & 0xff;
    if (rest !== 0) target[at + 1] = (target[at + 1] ?? 0) | rest;
  }
}
