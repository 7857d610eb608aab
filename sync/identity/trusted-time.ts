import type { Clock } from '@borne/domain/time';

/** A clock that is further off than this is worth a technician's attention, in milliseconds. */
export const CLOCK_TOLERANCE = 5 * 60_000;

/**
 * What time it is, for judging what the centre dates: what it signed last, carried on by a clock that nobody sets. As long as nothing
 * was signed since the start, the kiosk's own wall clock, but never before `floor`, what was signed last before, carried on alike.
 */
export class TrustedTime {
  readonly #clock: Clock;
  /** Of the latest time that is certain to have come: both in milliseconds. */
  #known: { readonly time: number; readonly monotonic: number };
  #isLearnt = false;

  /** `floor`: epoch milliseconds. */
  constructor(clock: Clock, floor = 0) {
    this.#clock = clock;
    this.#known = { time: floor, monotonic: clock.monotonic() };
  }

  /** Takes the word of the centre, which was verified. Epoch milliseconds. */
  learn(time: number): void {
    this.#known = { time, monotonic: this.#clock.monotonic() };
    this.#isLearnt = true;
  }

  get isLearnt(): boolean {
    return this.#isLearnt;
  }

  now(): number {
    const carriedOn = this.#known.time + (this.#clock.monotonic() - this.#known.monotonic);
    return this.#isLearnt ? carriedOn : Math.max(this.#clock.now(), carriedOn);
  }

  /** How far the wall clock is ahead, in milliseconds; 0 as long as nothing else is known. */
  get wallClockAhead(): number {
    return this.#clock.now() - this.now();
  }
}
