/** Bytes that arrived and were not executed yet: at most `capacity` of them. */
export class ReceiveBuffer {
  readonly capacity: number;
  readonly #bytes: Uint8Array;
  #start = 0;
  #end = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    // Twice the capacity: what waits is moved back to the front once in a while, not at every byte.
    this.#bytes = new Uint8Array(2 * capacity);
  }

  get length(): number {
    return this.#end - this.#start;
  }

  get room(): number {
    return this.capacity - this.length;
  }

  /** Adds `bytes`, which must fit in the room there is. */
  push(bytes: Uint8Array): void {
    if (this.#end + bytes.length > this.#bytes.length) {
      this.#bytes.copyWithin(0, this.#start, this.#end);
      this.#end -= this.#start;
      this.#start = 0;
    }
    this.#bytes.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** All that waits, oldest first, without taking it out. Valid until the next `push`. */
  peek(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#end);
  }

  /** Takes the oldest `count` bytes out. */
  drop(count: number): void {
    this.#start += count;
  }

  clear(): void {
    this.#start = 0;
    this.#end = 0;
  }
}
