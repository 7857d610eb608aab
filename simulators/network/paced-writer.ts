import type { Timers } from '@borne/domain/time';
import type { Fault } from './faults.ts';

/** Where an answer goes: a connection, or the body of an answer in HTTP. */
export interface Sink {
  write(chunk: Uint8Array): unknown;
  /** That was all. */
  end(): unknown;
  /** Ends the connection as if that were all. */
  cut(): unknown;
  /** Breaks the connection. */
  reset(): unknown;
}

/** Waits with the timers given; `forget` leaves whoever waits for ever, because their connection is gone. */
export class Waits {
  readonly #waiting = new Set<unknown>();
  readonly #timers: Timers;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  for(delay: number): Promise<void> {
    if (delay === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.#timers.setTimeout(() => {
        this.#waiting.delete(timer);
        resolve();
      }, delay);
      this.#waiting.add(timer);
    });
  }

  forget(): void {
    for (const timer of this.#waiting) this.#timers.clearTimeout(timer);
    this.#waiting.clear();
  }
}

/** Writes answers to one sink, in order, as late, slow or short as the fault of each says. */
export class PacedWriter {
  #last: Promise<unknown> = Promise.resolve();
  #passed = 0;
  #over = false;
  readonly #sink: Sink;
  readonly #waits: Waits;

  constructor(sink: Sink, waits: Waits) {
    this.#sink = sink;
    this.#waits = waits;
  }

  /** The next bytes are of another answer. */
  begin(): void {
    this.#passed = 0;
  }

  /** `delay` comes on top of the fault's, milliseconds. */
  write(chunk: Uint8Array, fault: Fault | undefined, delay: number): void {
    this.#last = this.#last.then(() => this.#write(chunk, fault, delay));
  }

  end(): void {
    this.#last = this.#last.then(() => this.#over || this.#sink.end());
  }

  async #write(chunk: Uint8Array, fault: Fault | undefined, delay: number) {
    await this.#waits.for(delay + (fault?.fault === 'latency' ? fault.delay : 0));
    if (this.#over) return;
    const before = this.#passed;
    this.#passed += chunk.length;
    switch (fault?.fault) {
      case 'lose-answer':
        return this.#stop('reset');
      case 'truncate':
      case 'reset':
        if (this.#passed < fault.after) break;
        this.#sink.write(chunk.subarray(0, fault.after - before));
        return this.#stop(fault.fault === 'reset' ? 'reset' : 'cut');
      case 'slow-loris':
        for (let at = 0; at < chunk.length && !this.#over; at += 1) {
          this.#sink.write(chunk.subarray(at, at + 1));
          await this.#waits.for(fault.apart);
        }
        return;
    }
    this.#sink.write(chunk);
  }

  #stop(how: 'reset' | 'cut') {
    this.#over = true;
    this.#sink[how]();
  }
}
