import type { Clock } from '@borne/domain/time';

/**
 * What time it is, for judging certificates: what the centre signed last, carried on by a clock that nobody sets; the kiosk's own
 * wall clock as long as nothing was signed.
 */
export class TrustedTime {
  readonly #clock: Clock;
  #learnt: { readonly time: number; readonly monotonic: number } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes the word of the centre, which was verified. Epoch milliseconds. */
  learn(time: number): void {
    this.#learnt = { time, monotonic: this.#clock.monotonic() };
  }

  get isLearnt(): boolean {
    return this.#learnt !== undefined;
  }

  now(): number {
    if (!this.#learnt) return this.#clock.now();
    return this.#learnt.time + (this.#clock.monotonic() - this.#learnt.monotonic);
  }

  /** How far the wall clock is ahead, in milliseconds; 0 as long as nothing else is known. */
  get wallClockAhead(): number {
    return this.#clock.now() - this.now();
  }
}
