import { setTimeout as delay } from 'node:timers/promises';
import { calendarDateAt } from '@borne/domain/calendar-date';
import type { Clock } from '@borne/domain/time';
import { patientTimers } from '@borne/simulators/central-api/testing/patient-timers';
import { personas } from '@borne/simulators/personas/personas';
import { watermarkCheck } from '@borne/sync/identity/central-signature';
import { DayJournal } from './day-journal.ts';
import { FleetKiosk } from './fleet-kiosk.ts';
import { Latencies, type LatenciesByKind } from './latencies.ts';
import { OwnLoad, type OwnLoadTold } from './own-load.ts';
import { dayFile, openPlaced, type Place } from './place.ts';
import { leaveProcessors } from './processors.ts';
import { openDay } from './recorded-day.ts';

/** What a process that plays kiosks is told; each is answered. */
export type Order =
  | {
      readonly order: 'open';
      readonly place: Place;
      readonly kiosks: readonly string[];
      readonly haste: number;
    }
  /** Deliver, and beat. */
  | { readonly order: 'start' }
  /** So many visits a second, at any of its kiosks. */
  | { readonly order: 'visit'; readonly perSecond: number }
  /** As after a day without the centre, during which each recorded so much. */
  | { readonly order: 'outlive'; readonly records: number }
  /** What was waited for since this was last asked. */
  | { readonly order: 'tell' }
  /** How many kiosks have nothing left of what waited when the centre was gone. */
  | { readonly order: 'look' }
  /** When each kiosk first asked to deliver from `since` on, wall clock. */
  | { readonly order: 'arrivals'; readonly since: number }
  /** No more visits; answered when everything was delivered. */
  | { readonly order: 'finish' };

export interface Told {
  readonly latencies: LatenciesByKind;
  readonly load: OwnLoadTold;
}

/** Records that each kiosk made. */
export type Written = Readonly<Record<string, number>>;

export interface Answers {
  readonly open: undefined;
  readonly start: undefined;
  readonly visit: undefined;
  readonly outlive: undefined;
  readonly tell: Told;
  readonly look: number;
  readonly arrivals: readonly number[];
  readonly finish: Written;
}

const RECORDS_OF_A_VISIT = 6;

/** What that process does, until whoever started it goes. */
export function playKiosks(clock: Clock): void {
  leaveProcessors();
  const played = new PlayedKiosks(clock);
  process.on('message', async (order: Order) => {
    const answer = await played.obey(order);
    process.send?.({ answer });
  });
  process.once('disconnect', () => process.exit(0));
}

class PlayedKiosks {
  readonly #clock: Clock;
  readonly #serials;
  readonly #kiosks: FleetKiosk[] = [];
  readonly #visits = new Set<Promise<unknown>>();
  /** What waited, and is looked at: up to where. */
  #waiting: { readonly journal: DayJournal; readonly upTo: number }[] = [];
  #latencies = new Latencies();
  #load = new OwnLoad();
  #nextVisit: NodeJS.Timeout | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#serials = personas(calendarDateAt(clock.now())).flatMap(({ card, registry }) =>
      registry ? [card.serial] : [],
    );
  }

  async obey(order: Order): Promise<Answers[Order['order']]> {
    switch (order.order) {
      case 'open':
        for (const name of order.kiosks) this.#open(order.place, name, order.haste);
        return undefined;
      case 'start':
        for (const kiosk of this.#kiosks) kiosk.start();
        return undefined;
      case 'visit':
        this.#visit(order.perSecond);
        return undefined;
      case 'outlive':
        for (const kiosk of this.#kiosks) kiosk.outlive(order.records);
        this.#waiting = this.#kiosks.map(({ journal }) => ({ journal, upTo: journal.written }));
        return undefined;
      case 'tell':
        return this.#tell();
      case 'look':
        return this.#waiting.filter(({ journal, upTo }) => journal.acknowledged >= upTo).length;
      case 'arrivals':
        return this.#kiosks.flatMap((kiosk) => kiosk.firstAsked(order.since) ?? []);
      case 'finish':
        return this.#finish();
    }
  }

  #open(place: Place, name: string, haste: number): void {
    // On a processor that others need more, hundreds of kiosks are late where a real one would not have been, and given up.
    const { identity, http } = openPlaced(place, name, this.#clock, patientTimers);
    const journal = new DayJournal(name, openDay(dayFile(place.folder, name)));
    this.#kiosks.push(
      new FleetKiosk({
        ...{ name, journal, haste, http: { ...http, signer: identity }, clock: this.#clock },
        verify: watermarkCheck(() => identity.keys?.watermark ?? []),
        timed: (...exchange) => this.#latencies.add(...exchange),
      }),
    );
  }

  /** People come at random, as often as asked on average. */
  #visit(perSecond: number): void {
    const any = <T>(list: readonly T[]): T | undefined => list[Math.floor(Math.random() * list.length)];
    const [serial, kiosk] = [any(this.#serials), any(this.#kiosks)];
    if (serial !== undefined && kiosk) {
      const visit = kiosk.visit(serial, RECORDS_OF_A_VISIT).finally(() => this.#visits.delete(visit));
      this.#visits.add(visit);
    }
    const pause = (-Math.log(1 - Math.random()) * 1000) / perSecond;
    this.#nextVisit = setTimeout(() => this.#visit(perSecond), pause);
  }

  #tell(): Told {
    const told = { latencies: this.#latencies.byKind, load: this.#load.end() };
    this.#latencies = new Latencies();
    this.#load = new OwnLoad();
    return told;
  }

  async #finish(): Promise<Written> {
    clearTimeout(this.#nextVisit);
    await Promise.all(this.#visits);
    while (this.#kiosks.some(({ journal }) => journal.acknowledged < journal.written)) await delay(100);
    for (const kiosk of this.#kiosks) kiosk.stop();
    return Object.fromEntries(this.#kiosks.map(({ name, journal }) => [name, journal.written]));
  }
}
