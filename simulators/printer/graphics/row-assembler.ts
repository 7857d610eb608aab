/** Cuts bytes that come in pieces of any size into rows of `rowBytes`. */
export class RowAssembler {
  readonly #rowBytes: number;
  readonly #partial: Uint8Array;
  #length = 0;

  constructor(rowBytes: number) {
    this.#rowBytes = rowBytes;
    this.#partial = new Uint8Array(rowBytes);
  }

  /** Hands each row that `bytes` completes to `row`, as the bytes from `at` on. */
  take(bytes: Uint8Array, row: (source: Uint8Array, at: number) => void): void {
    let at = 0;
    if (this.#length > 0) {
      at = Math.min(bytes.length, this.#rowBytes - this.#length);
      this.#partial.set(bytes.subarray(0, at), this.#length);
      this.#length += at;
      if (this.#length < this.#rowBytes) return;
      this.#length = 0;
      row(this.#partial, 0);
    }
    for (; at + this.#rowBytes <= bytes.length; at += this.#rowBytes) row(bytes, at);
    this.#partial.set(bytes.subarray(at), 0);
    this.#length = bytes.length - at;
  }
}
