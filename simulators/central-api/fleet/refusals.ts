import type { Clock } from '@borne/domain/time';
import type { Store } from '../store/store.ts';

/** How often it is noted that one kiosk is refused, in milliseconds: who asks without end writes no more than a heartbeat does. */
const NOTED_EVERY = 60_000;

/** Keeps when a kiosk of the fleet was last refused for its certificate: its name and the moment, one row each, and nothing of what it asked. */
export class Refusals {
  readonly #store: Store;
  readonly #clock: Pick<Clock, 'now'>;
  /** When it was noted here. No longer than the fleet: only kiosks that the authority certified are noted. */
  readonly #noted = new Map<string, number>();

  constructor(store: Store, clock: Pick<Clock, 'now'>) {
    this.#store = store;
    this.#clock = clock;
  }

  async note(kiosk: string): Promise<void> {
    const at = this.#clock.now();
    if (Math.abs(at - (this.#noted.get(kiosk) ?? Number.NEGATIVE_INFINITY)) < NOTED_EVERY) return;
    this.#noted.set(kiosk, at);
    await this.#store.db
      .insertInto('fleet_refusal')
      .values({ kiosk, at })
      .onConflict((conflict) => conflict.column('kiosk').doUpdateSet({ at }))
      .execute();
  }
}
