import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { calendarDateAt } from '@borne/domain/calendar-date';
import type { Clock } from '@borne/domain/time';
import { personas } from '@borne/simulators/personas/personas';
import { createCentralClient } from '@borne/sync/central/client';
import { quantile } from '../measurement.ts';
import { openPlaced, type Place } from './place.ts';

/** Kiosks at which somebody stands all the time, and rights that each asks for in a second. */
const KIOSKS = 10;
const EACH_SECOND = 2;

/** What people waited for rights, in milliseconds. */
export interface Waited {
  readonly times: readonly number[];
  readonly failed: number;
}

export const toldOf = ({ times, failed }: Waited): string =>
  `${times.length} people, half waited ${quantile(times, 0.5).toFixed(1)} ms, 99 % no longer than ${quantile(times, 0.99).toFixed(1)} ms, ${failed} in vain`;

/** Their names. */
export const peoplesKiosks = Array.from({ length: KIOSKS }, (_, index) => `borne-people-${index}`);

/**
 * People in a process of their own: each stands at a kiosk, whose thread has nothing else to do. In the process that plays thousands of kiosks,
 * they would mostly wait for that.
 */
export class People {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** `program` is `borne` itself. */
  static start(program: string, place: Place): People {
    const child = fork(program, ['bench', 'people']);
    child.send(place);
    return new People(child);
  }

  /** What they have waited since this was last asked. */
  async waited(): Promise<Waited> {
    const answered = once(this.#child, 'message');
    this.#child.send('how long?');
    const [waited] = await answered;
    return waited;
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.disconnect();
    await exited;
  }
}

/** What that process does, until whoever started it goes. */
export async function bePeople(clock: Clock): Promise<void> {
  const [place] = (await once(process, 'message')) as [Place];
  let times: number[] = [];
  let failed = 0;
  process.on('message', () => {
    process.send?.({ times, failed });
    times = [];
    failed = 0;
  });
  process.once('disconnect', () => process.exit(0));
  const serials = personas(calendarDateAt(clock.now())).flatMap(({ card, registry }) =>
    registry ? [card.serial] : [],
  );

  async function stand(kiosk: string) {
    const { identity, http } = openPlaced(place, kiosk, clock);
    const client = createCentralClient({ ...http, signer: identity });
    for (;;) {
      await delay((-Math.log(1 - Math.random()) * 1000) / EACH_SECOND);
      const serial = serials[Math.floor(Math.random() * serials.length)];
      if (serial === undefined) throw new Error('nobody has a card');
      const began = clock.monotonic();
      const { ok } = await client.rightsOf(serial);
      if (ok) times.push(clock.monotonic() - began);
      else failed += 1;
    }
  }
  await Promise.all(peoplesKiosks.map(stand));
}
