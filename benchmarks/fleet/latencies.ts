import { quantile } from '../measurement.ts';
import type { Timed } from './fleet-kiosk.ts';

/** What was waited for in one phase of a run. */
export class Latencies {
  readonly #of = new Map<string, number[]>();
  readonly #failed = new Map<string, number>();

  readonly add: Timed = (what, milliseconds, succeeded) => {
    if (!succeeded) this.#failed.set(what, (this.#failed.get(what) ?? 0) + 1);
    else {
      const times = this.#of.get(what) ?? [];
      times.push(milliseconds);
      this.#of.set(what, times);
    }
  };

  /** Each kind in words. */
  get told(): string {
    const kinds = new Set([...this.#of.keys(), ...this.#failed.keys()]);
    return [...kinds]
      .map((what) => {
        const times = this.#of.get(what) ?? [];
        const [p50, p99] = [quantile(times, 0.5), quantile(times, 0.99)].map((time) => time.toFixed(1));
        return `${what}: ${times.length}, half in ${p50} ms, 99 % in ${p99} ms, ${this.#failed.get(what) ?? 0} failed`;
      })
      .join('; ');
  }
}
