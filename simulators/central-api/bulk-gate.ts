import { performance } from 'node:perf_hooks';
import type { Timers } from '@borne/domain/time';

/**
 * Share of the thread that may be taken before what can wait does. Somebody stands at a kiosk and waits for rights; what a fleet recorded in
 * a day without the centre can come a few minutes later.
 */
const SHARE = 0.9;
/** Milliseconds over which it is told how busy the thread is: some dozen requests. */
const LOOK = 100;
/** Milliseconds between two groups that are let in from the line: longer by a tenth after each look that found too much, else half. */
const PACE = { first: 5, shortest: 2, longest: 200, slower: 1.1, faster: 0.5 };
/** Deliveries let in together: they share a flush. */
const TOGETHER = 8;
/** Deliveries in line: some seconds, well within what a kiosk waits for an answer. */
const LONGEST_LINE = 200;
/** Seconds after which those who found the line too long may come back, at least, and over how many they are spread. */
const COME_BACK = { after: 10, within: 80 };

export interface BulkGateOptions {
  /** Share of the time since it was last asked in which the thread was busy. */
  readonly utilization: () => number;
  readonly timers: Timers;
  /** Monotonic, milliseconds. */
  readonly now: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** The line is too long: come back in so many seconds. */
export interface SentAway {
  readonly comeBackIn: number;
}

/** Lets bulk work in by groups, as the thread has time to spare. */
export class BulkGate {
  readonly #options: BulkGateOptions;
  readonly #deliveries: (() => void)[] = [];
  readonly #readings: (() => void)[] = [];
  #timer: unknown;
  #lookedAt: number;
  #isBusy = false;
  #pause: number = PACE.first;

  constructor(options: BulkGateOptions) {
    this.#options = options;
    this.#lookedAt = options.now();
  }

  /** Resolves when a delivery may be read. */
  deliver(): Promise<void> | SentAway {
    if (this.#deliveries.length < LONGEST_LINE) return this.#enter(this.#deliveries);
    const { after, within } = COME_BACK;
    return { comeBackIn: after + Math.floor(this.#options.random() * within) };
  }

  /** Resolves when some records may be read that were taken before; they come after deliveries. */
  read(): Promise<void> {
    return this.#enter(this.#readings);
  }

  #enter(line: (() => void)[]): Promise<void> {
    return new Promise((resolve) => {
      line.push(resolve);
      this.#look();
      if (this.#timer === undefined && !this.#isBusy) this.#letIn();
      else this.#wait();
    });
  }

  #wait(): void {
    this.#timer ??= this.#options.timers.setTimeout(() => {
      this.#timer = undefined;
      this.#look();
      this.#letIn();
    }, this.#pause);
  }

  #letIn(): void {
    const group = this.#deliveries.splice(0, TOGETHER);
    if (group.length === 0) group.push(...this.#readings.splice(0, 1));
    for (const next of group) next();
    if (this.#deliveries.length + this.#readings.length > 0) this.#wait();
  }

  #look(): void {
    const { now, utilization } = this.#options;
    if (now() - this.#lookedAt < LOOK) return;
    this.#lookedAt = now();
    this.#isBusy = utilization() >= SHARE;
    const { slower, faster, shortest, longest } = PACE;
    const pause = this.#pause * (this.#isBusy ? slower : faster);
    this.#pause = Math.min(longest, Math.max(shortest, pause));
  }
}

/** How busy the thread was since this was last asked. */
export function threadUtilization(): () => number {
  let last = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    return utilization;
  };
}
