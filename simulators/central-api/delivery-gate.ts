import type { Timers } from '@borne/domain/time';

/** Deliveries in hand at a time: enough to share a flush, few enough to be answered within some dozen milliseconds. */
const AT_ONCE = 16;
/** Milliseconds after which one that was let in is no longer waited for: its body may take half a minute to come. */
const PATIENCE = 1000;
/** Deliveries in line: some seconds, well within what a kiosk waits for an answer. */
const LONGEST_LINE = 200;
/** Seconds after which those who found the line too long may come back: no sooner, and no later. */
const COME_BACK = { after: 10, within: 600 };
/** Records that one of them is taken to have, in all its deliveries: about a day of them. They come back one after the other, at the gate's pace. */
const RECORDS_OF_ONE = 1000;
/** Part of a second whose records may come in one go after a rest. */
const BURST = 0.2;

/**
 * Records a second that are let in, unless an operator says otherwise: the day of 3,000 kiosks in six minutes at best, at some half of one core. A
 * fleet that comes back would take all there is, and somebody stands at each kiosk.
 */
const RECORDS_PER_SECOND = 10_000;

export interface DeliveryGateOptions {
  /** Records a second, in the long run; `Infinity` for as many as come. */
  readonly recordsPerSecond: number;
  readonly timers: Timers;
  /** Monotonic, milliseconds. */
  readonly now: () => number;
}

/** The line is too long: come back in so many seconds. */
export interface SentAway {
  readonly comeBackIn: number;
}

/** To be called when the delivery was answered, or given up. */
export type Leave = () => void;

/** A place in the line. */
export interface Place {
  /** Resolves when the delivery may be read, or when it was given up. */
  readonly turn: Promise<Leave>;
  /** Nobody sends it any more: it takes no part of the pace, and frees its place, unless its turn had come. */
  readonly giveUp: () => void;
}

const nothingToLeave: Leave = () => undefined;

interface Waiting {
  readonly records: number;
  readonly resolve: (leave: Leave) => void;
}

/**
 * Lets deliveries in at a steady pace, and as those before them are answered: a fleet that comes back after a day waits in line, at the cost of
 * its connections.
 */
export class DeliveryGate {
  readonly #options: DeliveryGateOptions;
  readonly #line: Waiting[] = [];
  #free = AT_ONCE;
  /** Records that may come now; less than none after a delivery of more. */
  #allowed: number;
  #countedAt: number;
  /** When the next one who is sent away may come back. */
  #nextReturn = Number.NEGATIVE_INFINITY;
  #pause: unknown;

  constructor(options: DeliveryGateOptions) {
    this.#options = options;
    this.#allowed = options.recordsPerSecond * BURST;
    this.#countedAt = options.now();
  }

  /** A delivery of so many records has come. */
  enter(records: number): Place | SentAway {
    if (this.#line.length >= LONGEST_LINE) return { comeBackIn: this.#sendAway() };
    let giveUp: Place['giveUp'] = () => undefined;
    const turn = new Promise<Leave>((resolve) => {
      const waiting = { records, resolve };
      this.#line.push(waiting);
      giveUp = () => this.#giveUp(waiting);
    });
    this.#letIn();
    return { turn, giveUp };
  }

  /** In how many seconds: as a line of its own, which holds no connection. */
  #sendAway(): number {
    const { recordsPerSecond, now } = this.#options;
    const { after, within } = COME_BACK;
    const at = Math.max(this.#nextReturn, now() + after * 1000);
    // No later than anybody is told: who came too often, or again and again, is not waited for.
    this.#nextReturn = Math.min(at + (RECORDS_OF_ONE / recordsPerSecond) * 1000, now() + within * 1000);
    return Math.ceil((at - now()) / 1000);
  }

  #giveUp(waiting: Waiting): void {
    const place = this.#line.indexOf(waiting);
    if (place < 0) return;
    this.#line.splice(place, 1);
    waiting.resolve(nothingToLeave);
  }

  #letIn(): void {
    this.#count();
    while (this.#free > 0 && this.#allowed > 0) {
      const next = this.#line.shift();
      if (!next) return;
      this.#free -= 1;
      this.#allowed -= next.records;
      next.resolve(this.#leave());
    }
    if (this.#line.length > 0 && this.#allowed <= 0) this.#wait();
  }

  #count(): void {
    const { recordsPerSecond, now } = this.#options;
    const passed = (now() - this.#countedAt) / 1000;
    this.#countedAt = now();
    this.#allowed =
      recordsPerSecond === Number.POSITIVE_INFINITY
        ? recordsPerSecond
        : Math.min(recordsPerSecond * BURST, this.#allowed + passed * recordsPerSecond);
  }

  #wait(): void {
    const { recordsPerSecond, timers } = this.#options;
    const lacking = (1 - this.#allowed) / recordsPerSecond;
    this.#pause ??= timers.setTimeout(
      () => {
        this.#pause = undefined;
        this.#letIn();
      },
      Math.ceil(lacking * 1000),
    );
  }

  #leave(): Leave {
    const { timers } = this.#options;
    let isIn = true;
    const leave = () => {
      if (!isIn) return;
      isIn = false;
      timers.clearTimeout(patience);
      this.#free += 1;
      this.#letIn();
    };
    const patience = timers.setTimeout(leave, PATIENCE);
    return leave;
  }
}

/** The gate of a centre, by the clock of this machine. */
export const openGate = (recordsPerSecond = RECORDS_PER_SECOND): DeliveryGate =>
  new DeliveryGate({ recordsPerSecond, timers: globalThis, now: () => performance.now() });
