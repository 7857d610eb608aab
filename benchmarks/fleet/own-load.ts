import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

/** How busy a thread was, of 1, and the milliseconds within which 99 % of its turns came. */
export interface OwnLoadTold {
  readonly busy: number;
  readonly late: number;
}

/**
 * How busy a process is that plays kiosks: what it makes its own kiosks wait is in every time that they measure, and no part of
 * what the centre takes.
 */
export class OwnLoad {
  readonly #delays = monitorEventLoopDelay({ resolution: 5 });
  readonly #began = performance.eventLoopUtilization();

  constructor() {
    this.#delays.enable();
  }

  /** Since it was made. */
  end(): OwnLoadTold {
    this.#delays.disable();
    const { utilization } = performance.eventLoopUtilization(this.#began);
    return { busy: utilization, late: this.#delays.percentile(99) / 1e6 };
  }
}

/** Of the processes of a fleet, once or in several parts of a run, in words. */
export function loadOf(loads: readonly OwnLoadTold[]): string {
  const busiest = Math.max(...loads.map(({ busy }) => busy)).toFixed(2);
  const latest = Math.max(...loads.map(({ late }) => late)).toFixed(0);
  return `of the processes that play kiosks, the busiest was so for ${busiest} of the time; 99 % of the turns of the latest came within ${latest} ms`;
}
