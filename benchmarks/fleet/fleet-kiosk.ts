import { setTimeout as delay } from 'node:timers/promises';
import type { CardSerial } from '@borne/domain/rights';
import type { Clock } from '@borne/domain/time';
import { wellKiosk } from '@borne/simulators/central-api/testing/well-kiosk';
import { defaultDelays } from '@borne/state-machines/delays';
import { type CentralClientOptions, createCentralClient } from '@borne/sync/central/client';
import type { Heartbeat } from '@borne/sync/contract/heartbeat';
import { sendHeartbeat } from '@borne/sync/heartbeat/heartbeat';
import type { VerifyWatermark } from '@borne/sync/uplink/exchange';
import { backoff, firstPacing, isProbe, type PacingEvent, step } from '@borne/sync/uplink/pacing';
import { createUplink } from '@borne/sync/uplink/uplink';
import type { DayJournal } from './day-journal.ts';

/** One request that somebody or something waited for, in milliseconds. */
export type Timed = (
  what: 'rights' | 'delivery' | 'heartbeat',
  milliseconds: number,
  succeeded: boolean,
) => void;

export interface FleetKioskOptions {
  readonly name: string;
  readonly journal: DayJournal;
  readonly http: CentralClientOptions;
  readonly verify: VerifyWatermark;
  readonly clock: Clock;
  readonly timed: Timed;
  /** Divides every wait, so that a short run sees long ones; 1 is real time. */
  readonly haste: number;
}

/**
 * A kiosk without screen nor devices: the real client, exchange and pacing over a connection of its own, a heartbeat a minute, and
 * visitors when told.
 */
export class FleetKiosk {
  readonly name: string;
  readonly journal: DayJournal;
  /** When it began to deliver, since it was last without the centre for a day: wall clock. */
  #asked: number[] = [];
  #pacing = firstPacing;
  #waiting: NodeJS.Timeout | undefined;
  #beat: NodeJS.Timeout | undefined;
  #stopped = false;
  readonly #options: FleetKioskOptions;
  readonly #client: ReturnType<typeof createCentralClient>;
  readonly #uplink: ReturnType<typeof createUplink>;

  constructor(options: FleetKioskOptions) {
    this.#options = options;
    this.name = options.name;
    this.journal = options.journal;
    this.#client = createCentralClient(options.http);
    this.#uplink = createUplink({ journal: options.journal, client: this.#client, verify: options.verify });
  }

  /** Delivers, and beats, until stopped. */
  start(): void {
    void this.#deliver();
    this.#beatIn(Math.random() * 60_000);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#waiting);
    clearTimeout(this.#beat);
  }

  /** Somebody is served: their rights are asked for, and what is done for them is recorded, one record after the other. Whether rights came. */
  async visit(serial: CardSerial, records: number): Promise<boolean> {
    this.#tell({ type: 'network.wanted' });
    const { ok } = await this.#time(
      'rights',
      () => this.#client.rightsOf(serial),
      (rights) => rights.ok,
    );
    this.#tell({ type: 'network.seen', reachable: ok });
    for (let record = 0; record < records && !this.#stopped; record += 1) {
      await delay((500 + 2500 * Math.random()) / this.#options.haste);
      if (this.journal.write(1) > 0) this.#tell({ type: 'journal.written' });
    }
    return ok;
  }

  /** As after a day without the centre: `records` waiting, and as long a wait as there is before the next attempt. */
  outlive(records: number): void {
    this.#asked = [];
    this.journal.write(records);
    this.#pacing = { ...this.#pacing, phase: 'backingOff', failures: 12, network: 'down' };
    this.#wait();
  }

  /** When it first began to deliver from `since` on, wall clock; undefined if it has not. */
  firstAsked(since: number): number | undefined {
    return this.#asked.find((at) => at >= since);
  }

  #tell(event: PacingEvent): void {
    if (this.#stopped) return;
    const { pacing, entered } = step(this.#pacing, event);
    this.#pacing = pacing;
    if (!entered) return;
    clearTimeout(this.#waiting);
    if (pacing.phase === 'delivering') void this.#deliver();
    else this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#waiting);
    const { phase } = this.#pacing;
    const { syncInterval, syncRefused } = defaultDelays;
    const rest = phase === 'refused' ? syncRefused : syncInterval;
    const pause = phase === 'backingOff' ? backoff(this.#pacing, Math.random) : rest;
    this.#waiting = setTimeout(() => this.#tell({ type: 'wait.over' }), pause / this.#options.haste);
  }

  async #deliver(): Promise<void> {
    const size = isProbe(this.#pacing) ? 'probe' : 'batch';
    this.#asked.push(this.#options.clock.now());
    const delivery = await this.#time(
      'delivery',
      () => this.#uplink.deliver(undefined, size),
      ({ delivery }) => delivery !== 'postponed' && delivery !== 'refused',
    );
    this.#tell({ type: 'delivery.ended', delivery });
  }

  #beatIn(milliseconds: number): void {
    this.#beat = setTimeout(async () => {
      const { http, clock } = this.#options;
      const { written, acknowledged } = this.journal;
      const journal = { unacknowledged: written - acknowledged, inDoubt: 0, usable: true };
      const heartbeat: Omit<Heartbeat, 'sent'> = { ...wellKiosk, alarms: [], up: 0, journal };
      const answered = await this.#time(
        'heartbeat',
        () => sendHeartbeat(http, this.name, heartbeat, clock),
        ({ ok }) => ok,
      );
      if (answered.ok || answered.error.retryable)
        this.#tell({ type: 'network.seen', reachable: answered.ok });
      if (!this.#stopped) this.#beatIn(60_000 * (0.8 + 0.4 * Math.random()));
    }, milliseconds / this.#options.haste);
  }

  async #time<T>(
    what: Parameters<Timed>[0],
    request: () => Promise<T>,
    succeeded: (answer: T) => boolean,
  ): Promise<T> {
    const begun = performance.now();
    const answer = await request();
    this.#options.timed(what, performance.now() - begun, succeeded(answer));
    return answer;
  }
}
