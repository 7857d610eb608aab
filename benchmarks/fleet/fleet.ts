import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '@borne/domain/time';
import { createCentralApi } from '@borne/simulators/central-api/central-api';
import { openRecipientPairs } from '@borne/simulators/central-api/recipients';
import { openStore } from '@borne/simulators/central-api/store/open-store';
import { enrolledKiosk } from '@borne/simulators/central-api/testing/enrolled-kiosk';
import { recipientOf } from '@borne/sync/envelope/recipient';
import { quantile } from '../measurement.ts';
import { CentreProcess } from './centre-process.ts';
import { type FleetTold, KioskProcesses } from './kiosk-processes.ts';
import { Latencies } from './latencies.ts';
import { loadOf } from './own-load.ts';
import { People, peoplesKiosks, toldOf, type Waited } from './people.ts';
import { dayFile, identityFolder, type Place } from './place.ts';
import type { Written } from './played-kiosks.ts';
import { recordDay } from './recorded-day.ts';
import { StolenTime } from './stolen-time.ts';

export interface FleetOptions {
  /** The bundle of `borne`, which runs the centre. */
  readonly program: string;
  /** Holds the centre's file; the kiosks' identities and recorded days are kept there from one run to the next, on SQLite. */
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
  /** Most kiosks that first asked to deliver, once it was back, within one second. */
  readonly mostArrivals: number;
}

/** Records of a day that are left for visits, beside the backlog. */
const FOR_VISITS = 120;

/**
 * A whole fleet against one centre, each kiosk over its own mutual TLS: a steady phase, then the centre is killed, a day of records
 * gathers everywhere, and it comes back. Visits go on throughout. What the centre then holds is compared with what was recorded.
 */
export async function runFleet(options: FleetOptions): Promise<FleetRun> {
  const { program, folder, port, clock, haste, say } = options;
  const { place, names } = await prepare(options);
  const fleet = await KioskProcesses.open(program, place, names, haste);
  let centre = await CentreProcess.start(program, port, folder);
  await fleet.start();
  // Until each has connected, as after a power cut in a whole country, and has sent its first heartbeat.
  await delay(70_000 / haste);
  await fleet.visit(options.visitsPerSecond);
  const people = People.start(program, place);
  await delay(5000);

  await Promise.all([fleet.tell(), people.waited()]);
  const stolen = new StolenTime();
  const [before, begun] = [centre.used, clock.monotonic()];
  await delay(options.steady * 1000);
  const after = centre.used;
  const busy = (after.cpu - before.cpu) / ((clock.monotonic() - begun) / 1000);
  const [steady, waitedSteady] = await Promise.all([fleet.tell(), people.waited()]);
  say(`steady: ${steady.latencies.told}`);
  say(`the centre used ${busy.toFixed(2)} of a core and ${megabytes(after.memory)}; ${loadOf(steady.loads)}`);
  say(`people: ${toldOf(waitedSteady)}; ${stolen.lately()}`);

  await centre.kill();
  await fleet.outlive(options.backlog);
  await delay(5000 / haste);

  centre = await CentreProcess.start(program, port, folder);
  await Promise.all([fleet.tell(), people.waited()]);
  const { drained, mostArrivals, waited, told } = await drainedEach(fleet, people, options);
  const used = centre.used;
  const latencies = new Latencies();
  for (const part of told) latencies.addAll(part.latencies.byKind);
  const waitedDraining = {
    times: waited.flatMap(({ times }) => times),
    failed: waited.reduce((sum, { failed }) => sum + failed, 0),
  };
  await people.stop();
  say(`draining: ${latencies.told}`);
  const loads = told.flatMap((part) => part.loads);
  say(`the centre used ${used.cpu.toFixed(0)} s of a core and ${megabytes(used.memory)}; ${loadOf(loads)}`);
  say(`people: ${toldOf(waitedDraining)}`);
  const written = await fleet.finish();
  await fleet.close();
  await centre.kill();
  return {
    ...{ records: await assertHeld(folder, written), drained, mostArrivals },
    ...{ steady: waitedSteady, draining: waitedDraining },
  };
}

const megabytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;

/** The store of the centre, empty but for who is enrolled: kept aside, since enrolling thousands takes minutes. */
const keptStore = (folder: string) => join(folder, 'enrolled.db');
const storeFile = (folder: string) => join(folder, 'central.db');

/** Has every kiosk enrolled and its day recorded. */
async function prepare(options: FleetOptions): Promise<{ place: Place; names: readonly string[] }> {
  const { folder, port, clock, say } = options;
  mkdirSync(join(folder, 'days'), { recursive: true });
  for (const past of ['', '-wal', '-shm']) rmSync(`${storeFile(folder)}${past}`, { force: true });
  const { DATABASE_URL: url } = process.env;
  const isKept = url === undefined && existsSync(keptStore(folder));
  if (isKept) copyFileSync(keptStore(folder), storeFile(folder));
  else rmSync(join(folder, 'kiosks'), { recursive: true, force: true });

  const recipients = openRecipientPairs(join(folder, 'recipient-keys.json'));
  const [recipient] = recipients.map(({ publicKey }) => recipientOf(publicKey));
  if (!recipient) throw new Error('a centre has a key at least');
  const api = await createCentralApi({ file: url ?? storeFile(folder), clock, recipients, personas: [] });
  await api.listen(port);
  const names = Array.from(
    { length: options.kiosks },
    (_, index) => `borne-${String(index).padStart(5, '0')}`,
  );
  for (const [index, kiosk] of [...peoplesKiosks, ...names].entries()) {
    const { identity } = await enrolledKiosk(api, { kiosk, folder: identityFolder(folder, kiosk), clock });
    await identity.close();
    if (index % 500 === 499) say(`enrolled ${index + 1} kiosks`);
  }
  for (const name of names) recordDay(dayFile(folder, name), name, options.backlog + FOR_VISITS, recipient);
  const place = { folder, url: api.url, authority: api.kiosks.authority.toString() };
  await api.close();
  if (url === undefined) copyFileSync(storeFile(folder), keptStore(folder));
  return { place, names };
}

/** How many records the store has; throws when it is not exactly what was recorded. */
async function assertHeld(folder: string, written: Written): Promise<number> {
  const store = await openStore(process.env.DATABASE_URL ?? storeFile(folder));
  const found = await store.db
    .selectFrom('record')
    .select(({ fn }) => ['kiosk', fn.countAll<number>().as('records'), fn.max('seq').as('last')])
    .groupBy('kiosk')
    .execute();
  await store.close();
  const heldOf = new Map(found.map(({ kiosk, records, last }) => [kiosk, [Number(records), Number(last)]]));
  for (const [name, made] of Object.entries(written)) {
    const [records, last] = heldOf.get(name) ?? [0, 0];
    if (records !== made || last !== made)
      throw new Error(`${name} made ${made} records; the centre has ${records}, up to ${last}`);
  }
  return Object.values(written).reduce((sum, made) => sum + made, 0);
}

/** Looks once a second how many kiosks have nothing left of what was waiting. */
async function drainedEach(
  fleet: KioskProcesses,
  people: People,
  { kiosks, clock, say }: FleetOptions,
): Promise<
  Pick<FleetRun, 'drained' | 'mostArrivals'> & {
    readonly waited: readonly Waited[];
    readonly told: readonly FleetTold[];
  }
> {
  const [back, since] = [clock.monotonic(), clock.now()];
  const drained: number[] = [];
  const [waited, told]: [Waited[], FleetTold[]] = [[], []];
  const stolen = new StolenTime();
  async function tell() {
    const [ofPeople, ofFleet] = await Promise.all([people.waited(), fleet.tell()]);
    waited.push(ofPeople);
    told.push(ofFleet);
    return `${toldOf(ofPeople)}; ${ofFleet.latencies.told}; ${stolen.lately()}`;
  }
  for (let second = 0; drained.length < kiosks; second += 1) {
    await delay(1000);
    const count = await fleet.drained();
    while (drained.length < count) drained.push(clock.monotonic() - back);
    if (second % 30 !== 29) continue;
    say(`${drained.length} of ${kiosks} kiosks have delivered their day; ${await tell()}`);
  }
  say(`the last have delivered their day; ${await tell()}`);
  const mostArrivals = mostWithin(1000, await fleet.arrivals(since));
  return { drained, mostArrivals, waited, told };
}

/** The most of these moments that lie within so many milliseconds. */
function mostWithin(milliseconds: number, moments: readonly number[]): number {
  const sorted = [...moments].sort((a, b) => a - b);
  let [first, most] = [0, 0];
  for (const [last, at] of sorted.entries()) {
    while (at - (sorted[first] ?? at) >= milliseconds) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
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
