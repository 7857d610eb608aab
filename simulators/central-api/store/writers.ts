/**
 * Who waits to write in a SQLite file, in any thread of this process. SQLite has no line: whoever finds it taken looks again, up to every 100 ms,
 * with its thread. One who writes without end looks here before it goes on.
 */
export class Writers {
  /** For the other threads, which make their own of it. */
  readonly shared: SharedArrayBuffer;
  readonly #waiting: Int32Array;

  constructor(shared = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.shared = shared;
    this.#waiting = new Int32Array(shared);
  }

  get anyWaits(): boolean {
    return Atomics.load(this.#waiting, 0) > 0;
  }

  /** Runs `write`, within which SQLite waits for its turn. */
  waitWithin<T>(write: () => T): T {
    Atomics.add(this.#waiting, 0, 1);
    try {
      return write();
    } finally {
      Atomics.sub(this.#waiting, 0, 1);
    }
  }
}
