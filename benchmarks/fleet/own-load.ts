import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

/**
 * How busy the process is that plays the fleet: what it makes its own kiosks wait is in every time that they measure, and no part of
 * what the centre takes.
 */
export class OwnLoad {
  readonly #delays = monitorEventLoopDelay({ resolution: 5 });
  readonly #began = performance.eventLoopUtilization();

  constructor() {
    this.#delays.enable();
  }

  /** Since it was made, in words. */
  end(): string {
    this.#delays.disable();
    const { utilization } = performance.eventLoopUtilization(this.#began);
    const late = (this.#delays.percentile(99) / 1e6).toFixed(0);
    return `the fleet's own thread was busy for ${utilization.toFixed(2)} of the time, 99 % of its turns came within ${late} ms`;
  }
}
