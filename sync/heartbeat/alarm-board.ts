import type { Milliseconds } from '@borne/domain/time';
import type { Alarm, AlarmCode } from '../contract/heartbeat.ts';

/** How long something must be so before it is an alarm, and not be so before it is none any more. In milliseconds. */
export interface Debounce {
  readonly after: number;
  readonly clearAfter: number;
}

interface Watched {
  /** When it began, and when it was last so: monotonic milliseconds. */
  readonly since: number;
  readonly last: number;
  readonly raised: boolean;
}

/**
 * Turns what is so at one moment into alarms that have a beginning. What comes and goes within its time is none; one that clears and
 * comes back within its time never ended.
 */
export class AlarmBoard {
  readonly #debounceOf: (code: AlarmCode) => Debounce;
  readonly #watched = new Map<AlarmCode, Watched>();

  constructor(debounceOf: (code: AlarmCode) => Debounce) {
    this.#debounceOf = debounceOf;
  }

  /** Takes what is so `now` (monotonic) and returns the alarms there are, the oldest first. */
  observe(so: Iterable<AlarmCode>, now: Milliseconds): readonly Alarm[] {
    for (const code of new Set(so)) {
      const before = this.#watched.get(code) ?? { since: now, raised: false };
      const raised = before.raised || now - before.since >= this.#debounceOf(code).after;
      this.#watched.set(code, { since: before.since, last: now, raised });
    }
    for (const [code, { last, raised }] of this.#watched) {
      const over = now - last >= this.#debounceOf(code).clearAfter;
      if (last !== now && (over || !raised)) this.#watched.delete(code);
    }
    return [...this.#watched]
      .filter(([, { raised }]) => raised)
      .sort(([, a], [, b]) => a.since - b.since)
      .map(([code, { since }]) => ({ code, age: Math.floor((now - since) / 1000) }));
  }
}
