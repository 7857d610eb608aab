import type { Timers } from '@borne/domain/time';

/** Deliveries in hand at a time: enough to share a flush, few enough to be answered within some dozen milliseconds. */
const AT_ONCE = 16;
/** Milliseconds after which one that was let in is no longer waited for: its body may take half a minute to come. */
const PATIENCE = 1000;
/** Deliveries in line: some seconds, well within what a kiosk waits for an answer. */
const LONGEST_LINE = 200;
/** Seconds after which those who found the line too long may come back, at least, and over how many they are spread. */
const COME_BACK = { after: 10, within: 80 };

export interface DeliveryGateOptions {
  readonly timers: Timers;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** The line is too long: come back in so many seconds. */
export interface SentAway {
  readonly comeBackIn: number;
}

/** To be called when the delivery was answered, or given up. */
export type Leave = () => void;

/** Lets deliveries in as those before them are answered: a fleet that comes back after a day waits in line, at the cost of its connections. */
export class DeliveryGate {
  readonly #options: DeliveryGateOptions;
  readonly #line: ((leave: Leave) => void)[] = [];
  #free = AT_ONCE;

  constructor(options: DeliveryGateOptions) {
    this.#options = options;
  }

  /** Resolves when a delivery may be read. */
  enter(): Promise<Leave> | SentAway {
    if (this.#line.length >= LONGEST_LINE) {
      const { after, within } = COME_BACK;
      return { comeBackIn: after + Math.floor(this.#options.random() * within) };
    }
    return new Promise((resolve) => {
      this.#line.push(resolve);
      this.#letIn();
    });
  }

  #letIn(): void {
    while (this.#free > 0) {
      const next = this.#line.shift();
      if (!next) return;
      this.#free -= 1;
      next(this.#leave());
    }
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
