import { quantile } from '../measurement.ts';
import type { Timed } from './fleet-kiosk.ts';

/** What was waited for, in milliseconds, and how many waited in vain, by what they waited for. */
export type LatenciesByKind = Readonly<
  Record<string, { readonly times: readonly number[]; readonly failed: number }>
>;

/** What was waited for in one phase of a run. */
export class Latencies {
  readonly #of: Record<string, { readonly times: number[]; failed: number }> = {};

  readonly add: Timed = (what, milliseconds, succeeded) => {
    const kind = this.#kind(what);
    if (succeeded) kind.times.push(milliseconds);
    else kind.failed += 1;
  };

  addAll(more: LatenciesByKind): void {
    for (const [what, { times, failed }] of Object.entries(more)) {
      const kind = this.#kind(what);
      for (const time of times) kind.times.push(time);
      kind.failed += failed;
    }
  }

  get byKind(): LatenciesByKind {
    return this.#of;
  }

  /** Each kind in words. */
  get told(): string {
    return Object.entries(this.#of)
      .map(([what, { times, failed }]) => {
        const [p50, p99] = [quantile(times, 0.5), quantile(times, 0.99)].map((time) => time.toFixed(1));
        return `${what}: ${times.length}, half in ${p50} ms, 99 % in ${p99} ms, ${failed} failed`;
      })
      .join('; ');
  }

  #kind(what: string) {
    this.#of[what] ??= { times: [], failed: 0 };
    return this.#of[what];
  }
}
