import type { Timers } from '@borne/domain/time';

/** Deliveries in hand at a time: enough to share a flush, few enough to be answered within some dozen milliseconds. */
const AT_ONCE = 16;
/** Milliseconds after which one that was let in is no longer waited for: its body may take half a minute to come. */
const PATIENCE = 1000;
/** Deliveries in line: some seconds, well within what a kiosk waits for an answer. */
const LONGEST_LINE = 200;
/**
 * Milliseconds after an answer, whichever, within which its kiosk finds the line open, up to so many in it: what it has begun it ends. A fleet that all takes
 * part, a delivery now and one in a minute, would be sent away more often than it is let in.
 */
const WITH_MORE = { within: 2000, line: 2 * LONGEST_LINE };
/**
 * Seconds after which those who found the line too long may come back: no sooner, so that asking is cheap, and no later, so that nobody is far
 * away when the line has become short.
 */
const COME_BACK = { after: 10, within: 120 };
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
  readonly kiosk: string;
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
  /** Until when a kiosk that was answered finds the line open; the first to end is the first. */
  readonly #welcome = new Map<string, number>();
  /** When the next one who is sent away may come back. */
  #nextReturn = Number.NEGATIVE_INFINITY;
  #pause: unknown;

  constructor(options: DeliveryGateOptions) {
    this.#options = options;
    this.#allowed = options.recordsPerSecond * BURST;
    this.#countedAt = options.now();
  }

  /** A delivery of so many records has come from that kiosk. */
  enter(kiosk: string, records: number): Place | SentAway {
    const longest = this.#isWelcome(kiosk) ? WITH_MORE.line : LONGEST_LINE;
    if (this.#line.length >= longest) return { comeBackIn: this.#sendAway() };
    let giveUp: Place['giveUp'] = () => undefined;
    const turn = new Promise<Leave>((resolve) => {
      const waiting = { kiosk, records, resolve };
      this.#line.push(waiting);
      giveUp = () => this.#giveUp(waiting);
    });
    this.#letIn();
    return { turn, giveUp };
  }

  #isWelcome(kiosk: string): boolean {
    const now = this.#options.now();
    for (const [other, until] of this.#welcome) {
      if (until >= now) break;
      this.#welcome.delete(other);
    }
    return this.#welcome.has(kiosk);
  }

  /** In how many seconds: spread over what anybody is told to wait, and once that is taken up, over the same once more. */
  #sendAway(): number {
    const { recordsPerSecond, now } = this.#options;
    const [soonest, latest] = [now() + COME_BACK.after * 1000, now() + COME_BACK.within * 1000];
    const at = this.#nextReturn > latest ? soonest : Math.max(this.#nextReturn, soonest);
    this.#nextReturn = at + (RECORDS_OF_ONE / recordsPerSecond) * 1000;
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
      next.resolve(this.#leave(next.kiosk));
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

  #leave(kiosk: string): Leave {
    const { timers, now } = this.#options;
    let isIn = true;
    const free = () => {
      if (!isIn) return;
      isIn = false;
      timers.clearTimeout(patience);
      this.#free += 1;
      this.#letIn();
    };
    const patience = timers.setTimeout(free, PATIENCE);
    return () => {
      this.#welcome.delete(kiosk);
      this.#welcome.set(kiosk, now() + WITH_MORE.within);
      free();
    };
  }
}

/** The gate of a centre, by the clock of this machine. */
export const openGate = (recordsPerSecond = RECORDS_PER_SECOND): DeliveryGate =>
  new DeliveryGate({ recordsPerSecond, timers: globalThis, now: () => performance.now() });
