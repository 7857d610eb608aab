import { calendarDateAt } from '@borne/domain/calendar-date';
import type { Organisme } from '@borne/domain/rights';
import type { EpochMilliseconds } from '@borne/domain/time';
import { shiftDays } from '../../personas/household.ts';

/** A planned closure of one caisse. Wall clock, epoch milliseconds. */
export interface Outage {
  readonly regime: string;
  readonly caisse: string;
  readonly from: number;
  readonly until: number;
}

/** Which caisse it is, whatever the centre within it. */
export type Caisse = Pick<Organisme, 'regime' | 'caisse'>;

const isOf = (outage: Outage, { regime, caisse }: Caisse) =>
  outage.regime === regime && outage.caisse === caisse;

/** When each caisse updates cards and when it does not. Open, unless an outage says otherwise. */
export class ServiceWindows {
  #outages: readonly Outage[];
  readonly #listeners = new Set<() => void>();

  constructor(outages: readonly Outage[] = []) {
    this.#outages = outages;
  }

  /** The outage of `caisse` at `now`, if it is closed. */
  outage(caisse: Caisse, now: number): Outage | undefined {
    return this.#outages.find((each) => isOf(each, caisse) && each.from <= now && now < each.until);
  }

  /** Closes a caisse, in place of any other outage of it. */
  close({ regime, caisse }: Caisse, from: number, until: number): void {
    this.reopen({ regime, caisse });
    this.#set([...this.#outages, { regime, caisse, from, until }]);
  }

  reopen(caisse: Caisse): void {
    this.#set(this.#outages.filter((each) => !isOf(each, caisse)));
  }

  /** Calls back at each change; returns the way to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #set(outages: readonly Outage[]) {
    this.#outages = outages;
    for (const listener of this.#listeners) listener();
  }
}

/**
 * In the simulation, the CGSS of La Réunion is closed until tomorrow, 8:00 there. Tomorrow is the office's, which is late by three hours in winter and
 * two in summer: somebody who reads "demain" at any hour of the evening reads what is so.
 */
export function simulatedOutages(now: EpochMilliseconds): readonly Outage[] {
  const tomorrow = shiftDays(calendarDateAt(now), 1);
  return [{ regime: '01', caisse: '974', from: now, until: Date.parse(`${tomorrow}T08:00:00+04:00`) }];
}
