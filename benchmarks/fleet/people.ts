import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { calendarDateAt } from '@borne/domain/calendar-date';
import type { Clock } from '@borne/domain/time';
import type { CentralApi } from '@borne/simulators/central-api/central-api';
import { enrolledKiosk } from '@borne/simulators/central-api/testing/enrolled-kiosk';
import { personas } from '@borne/simulators/personas/personas';
import { createCentralClient } from '@borne/sync/central/client';
import { openIdentity } from '@borne/sync/identity/identity';
import { quantile } from '../measurement.ts';
import { giveProcessors } from './processors.ts';

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

interface Place {
  readonly folder: string;
  readonly url: string;
  /** PEM. */
  readonly authority: string;
}

const nameOf = (index: number) => `borne-people-${index}`;
const folderOf = (folder: string, kiosk: string) => join(folder, 'kiosks', kiosk);

/** Enrols the kiosks at which people stand. */
export async function enrolPeople(api: CentralApi, folder: string, clock: Clock): Promise<Place> {
  for (let index = 0; index < KIOSKS; index += 1) {
    const kiosk = nameOf(index);
    const { identity } = await enrolledKiosk(api, { kiosk, folder: folderOf(folder, kiosk), clock });
    await identity.close();
  }
  return { folder, url: api.url, authority: api.kiosks.authority.toString() };
}

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
    giveProcessors(child.pid);
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
    const folder = folderOf(place.folder, kiosk);
    const opened = openIdentity({ ...place, folder, kiosk, clock, timers: globalThis });
    if (!opened.ok) throw new Error(opened.error);
    const { fetch } = opened.value;
    const client = createCentralClient({ url: place.url, fetch, timers: globalThis, signer: opened.value });
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
  await Promise.all(Array.from({ length: KIOSKS }, (_, index) => stand(nameOf(index))));
}
