/** Unsigned LEB128, up to 2^53 − 1: seven bits a byte, the lowest first, the high bit set on all bytes but the last. */
export function writeVarint(into: number[], value: number): void {
  let left = value;
  while (left >= 0x80) {
    into.push((left % 0x80) | 0x80);
    left = Math.floor(left / 0x80);
  }
  into.push(left);
}

const MAX_BYTES = 8;

/** Reads varints one after the other. `next` is undefined where there is none, or one longer than it needs to be. */
export class VarintReader {
  #at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get offset(): number {
    return this.#at;
  }

  get atEnd(): boolean {
    return this.#at === this.bytes.length;
  }

  next(): number | undefined {
    let value = 0;
    let weight = 1;
    for (let count = 0; count < MAX_BYTES; count += 1) {
      const byte = this.bytes[this.#at];
      if (byte === undefined) return undefined;
      this.#at += 1;
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) return byte === 0 && count > 0 ? undefined : safe(value);
      weight *= 0x80;
    }
    return undefined;
  }
}

const safe = (value: number) => (Number.isSafeInteger(value) ? value : undefined);
