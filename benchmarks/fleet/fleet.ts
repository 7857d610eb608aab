import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { calendarDateAt } from '@borne/domain/calendar-date';
import type { Clock } from '@borne/domain/time';
import { createCentralApi } from '@borne/simulators/central-api/central-api';
import { openRecipientPairs } from '@borne/simulators/central-api/recipients';
import { openStore } from '@borne/simulators/central-api/store/open-store';
import { enrolledKiosk } from '@borne/simulators/central-api/testing/enrolled-kiosk';
import { personas } from '@borne/simulators/personas/personas';
import { recipientOf } from '@borne/sync/envelope/recipient';
import { quantile } from '../measurement.ts';
import { CentreProcess } from './centre-process.ts';
import { DayJournal } from './day-journal.ts';
import { FleetKiosk } from './fleet-kiosk.ts';
import { Latencies } from './latencies.ts';
import { OwnLoad } from './own-load.ts';
import { enrolPeople, People, toldOf, type Waited } from './people.ts';
import { leaveProcessors } from './processors.ts';
import { recordedDay } from './recorded-day.ts';

export interface FleetOptions {
  /** The bundle of `borne`, which runs the centre. */
  readonly program: string;
  /** Holds the centre's file and the kiosks' identities of this run; recorded days are kept from one run to the next. */
  readonly folder: string;
  readonly port: number;
  readonly kiosks: number;
  /** Records that each kiosk makes while the centre is gone. */
  readonly backlog: number;
  /** Visits in the whole fleet in a second, while the centre is there. */
  readonly visitsPerSecond: number;
  /** Length of the steady phase, in seconds. */
  readonly steady: number;
  /** Divides every wait of the kiosks; 1 is real time. */
  readonly haste: number;
  readonly clock: Clock;
  readonly say: (text: string) => void;
}

/** What came of a run; times in milliseconds. */
export interface FleetRun {
  readonly records: number;
  /** From the centre's return until each kiosk had delivered everything, in the order in which they ended. */
  readonly drained: readonly number[];
  readonly steady: Waited;
  readonly draining: Waited;
  /** Most kiosks that first reached the centre within one second. */
  readonly mostArrivals: number;
}

const RECORDS_OF_A_VISIT = 6;
/** Records of a day that are left for visits, beside the backlog. */
const FOR_VISITS = 120;

/**
 * A whole fleet against one centre, each kiosk over its own mutual TLS: a steady phase, then the centre is killed, a day of records
 * gathers everywhere, and it comes back. Visits go on throughout. What the centre then holds is compared with what was recorded.
 */
export async function runFleet(options: FleetOptions): Promise<FleetRun> {
  const { program, folder, port, clock, say } = options;
  for (const past of ['central.db', 'central.db-wal', 'central.db-shm', 'kiosks'])
    rmSync(join(folder, past), { recursive: true, force: true });
  let timed = new Latencies();
  const prepared = await prepare(options, (...exchange) => timed.add(...exchange));
  const { kiosks } = prepared;

  if (!leaveProcessors())
    say('the kiosks take processors from the centre: only root, on Linux, can keep them from it');
  let centre = await CentreProcess.start(program, port, folder);
  for (const { kiosk } of kiosks) kiosk.start();
  // Until each has connected, as after a power cut in a whole country, and has sent its first heartbeat.
  await delay(70_000 / options.haste);
  const visitors = visiting(options, kiosks);
  const people = People.start(program, prepared.place);
  await delay(5000);

  const steady = new Latencies();
  timed = steady;
  const steadyLoad = new OwnLoad();
  await people.waited();
  const [before, begun] = [centre.used, clock.monotonic()];
  await delay(options.steady * 1000);
  const after = centre.used;
  const busy = (after.cpu - before.cpu) / ((clock.monotonic() - begun) / 1000);
  say(`steady: ${steady.told}; the centre used ${busy.toFixed(2)} of a core and ${megabytes(after.memory)}`);
  say(steadyLoad.end());
  const waitedSteady = await people.waited();
  say(`people: ${toldOf(waitedSteady)}`);

  await centre.kill();
  timed = new Latencies();
  for (const { kiosk } of kiosks) kiosk.outlive(options.backlog);
  await delay(5000 / options.haste);

  const draining = new Latencies();
  timed = draining;
  const drainingLoad = new OwnLoad();
  centre = await CentreProcess.start(program, port, folder);
  await people.waited();
  const back = clock.monotonic();
  const waited: Waited[] = [];
  const { drained, mostArrivals } = await drainedEach(
    kiosks,
    () => clock.monotonic() - back,
    async () => {
      const lately = await people.waited();
      waited.push(lately);
      return toldOf(lately);
    },
    say,
  );
  const used = centre.used;
  const load = drainingLoad.end();
  waited.push(await people.waited());
  const waitedDraining = {
    times: waited.flatMap(({ times }) => times),
    failed: waited.reduce((sum, { failed }) => sum + failed, 0),
  };
  await people.stop();
  await visitors.stop();
  while (kiosks.some(({ kiosk: { journal } }) => journal.acknowledged < journal.written)) await delay(100);
  for (const { kiosk } of kiosks) kiosk.stop();
  say(
    `draining: ${draining.told}; the centre used ${used.cpu.toFixed(0)} s of a core and ${megabytes(used.memory)}`,
  );
  say(load);
  say(`people: ${toldOf(waitedDraining)}`);
  await centre.kill();
  for (const { close } of kiosks) await close();
  return {
    ...{ records: await prepared.held(), drained, mostArrivals },
    ...{ steady: waitedSteady, draining: waitedDraining },
  };
}

const megabytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;

interface Prepared {
  readonly kiosk: FleetKiosk;
  close(): Promise<void>;
}

/** Enrols every kiosk and records its day. `held` counts what the store has, and throws when it is not what was recorded. */
async function prepare(options: FleetOptions, timed: Latencies['add']) {
  const { folder, port, clock, say, haste } = options;
  const recipients = openRecipientPairs(join(folder, 'recipient-keys.json'));
  const file = process.env.DATABASE_URL ?? join(folder, 'central.db');
  const api = await createCentralApi({ file, clock, recipients, personas: [] });
  await api.listen(port);
  const [recipient] = recipients.map(({ publicKey }) => recipientOf(publicKey));
  if (!recipient) throw new Error('a centre has a key at least');
  const kiosks: Prepared[] = [];
  const journals = new Map<string, DayJournal>();
  mkdirSync(join(folder, 'days'), { recursive: true });
  for (let index = 0; index < options.kiosks; index += 1) {
    const name = `borne-${String(index).padStart(5, '0')}`;
    const enrolled = await enrolledKiosk(api, { kiosk: name, folder: join(folder, 'kiosks', name), clock });
    const day = recordedDay(join(folder, 'days', name), name, options.backlog + FOR_VISITS, recipient);
    const journal = new DayJournal(name, day);
    journals.set(name, journal);
    const http = { ...enrolled.http, signer: enrolled.identity };
    const { verify } = enrolled;
    const kiosk = new FleetKiosk({ name, journal, http, verify, clock, timed, haste });
    kiosks.push({ kiosk, close: () => enrolled.identity.close() });
    if ((index + 1) % 500 === 0) say(`prepared ${index + 1} kiosks`);
  }
  const place = await enrolPeople(api, folder, clock);
  await api.close();

  async function held(): Promise<number> {
    const store = await openStore(file);
    const found = await store.db
      .selectFrom('record')
      .select(({ fn }) => ['kiosk', fn.countAll<number>().as('records'), fn.max('seq').as('last')])
      .groupBy('kiosk')
      .execute();
    await store.close();
    const heldOf = new Map(found.map(({ kiosk, records, last }) => [kiosk, [Number(records), Number(last)]]));
    for (const [name, { written }] of journals) {
      const [records, last] = heldOf.get(name) ?? [0, 0];
      if (records !== written || last !== written)
        throw new Error(`${name} made ${written} records; the centre has ${records}, up to ${last}`);
    }
    return [...journals.values()].reduce((sum, { written }) => sum + written, 0);
  }
  return { kiosks, place, held };
}

/** People come to kiosks at random, as often as asked on average. */
function visiting({ visitsPerSecond, clock }: FleetOptions, kiosks: readonly Prepared[]) {
  const serials = personas(calendarDateAt(clock.now())).flatMap(({ card, registry }) =>
    registry ? [card.serial] : [],
  );
  const any = <T>(list: readonly T[]): T | undefined => list[Math.floor(Math.random() * list.length)];
  const underWay = new Set<Promise<unknown>>();
  let next: NodeJS.Timeout;
  const come = () => {
    const [serial, kiosk] = [any(serials), any(kiosks)];
    if (serial !== undefined && kiosk) {
      const visit = kiosk.kiosk.visit(serial, RECORDS_OF_A_VISIT).finally(() => underWay.delete(visit));
      underWay.add(visit);
    }
    next = setTimeout(come, (-Math.log(1 - Math.random()) * 1000) / visitsPerSecond);
  };
  come();
  return {
    /** Lets nobody come any more; resolves when everybody has gone. */
    async stop(): Promise<void> {
      clearTimeout(next);
      await Promise.all(underWay);
    },
  };
}

/** Looks once a second how many kiosks have begun to deliver, and how many have nothing left of what was waiting. */
async function drainedEach(
  kiosks: readonly Prepared[],
  elapsed: () => number,
  lately: () => Promise<string>,
  say: (text: string) => void,
) {
  const waiting = new Map(
    kiosks.map(({ kiosk: { journal } }) => [journal, { from: journal.acknowledged, upTo: journal.written }]),
  );
  const drained: number[] = [];
  let mostArrivals = 0;
  const arrived = new Set<DayJournal>();
  for (let second = 0; waiting.size > 0; second += 1) {
    await delay(1000);
    const before = arrived.size;
    for (const [journal, { from, upTo }] of waiting) {
      if (journal.acknowledged > from) arrived.add(journal);
      if (journal.acknowledged < upTo) continue;
      waiting.delete(journal);
      drained.push(elapsed());
    }
    mostArrivals = Math.max(mostArrivals, arrived.size - before);
    if (second % 30 === 29)
      say(`${drained.length} of ${kiosks.length} kiosks have delivered their day; ${await lately()}`);
  }
  return { drained, mostArrivals };
}

/** The run in words, for a terminal. */
export function fleetReport({ records, drained, steady, draining, mostArrivals }: FleetRun): string[] {
  const seconds = (share: number) => (quantile(drained, share) / 1000).toFixed(0);
  const ratio = quantile(draining.times, 0.99) / quantile(steady.times, 0.99);
  return [
    `${records} records, each once`,
    `half of the kiosks had delivered their day after ${seconds(0.5)} s, the last after ${seconds(1)} s`,
    `at most ${mostArrivals} kiosks came back in one second`,
    `99th percentile of what people waited for rights while it drained, of the steady one: ${ratio.toFixed(2)}`,
  ];
}
