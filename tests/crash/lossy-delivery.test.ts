import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@borne/kiosk-host/clock';
import { seededRandom } from '@borne/simulators/card/seeded-random';
import { createCentralApi } from '@borne/simulators/central-api/central-api';
import { openRecipientPairs } from '@borne/simulators/central-api/recipients';
import { openStore } from '@borne/simulators/central-api/store/open-store';
import type { Store } from '@borne/simulators/central-api/store/store';
import { createBalancer } from '@borne/simulators/network/balancer';
import { stormy } from '@borne/simulators/network/faults';
import { createNetwork } from '@borne/simulators/network/network';
import { noPostgres, startPostgres } from '@borne/simulators/postgres-server/postgres-server';
import { recipientOf } from '@borne/sync/envelope/recipient';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BundledWriter, bundleWriter } from './bundled-writer.ts';
import { DeliveringKiosk } from './delivering-kiosk.ts';
import { KillableCentre } from './killable-centre.ts';

/** `RECORDS=1000000` is the full size; see the README for what it gave. */
const records = Number(process.env.RECORDS ?? 12_000);
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
/** A kiosk reads its whole journal when it starts again: short ones make for more crashes in the same time. */
const kiosks = Math.max(10, Math.round(records / 25_000));
/** Deliveries between two kills of a process of the centre. */
const killEvery = Math.max(60, Math.round(records / 1250));
/** A minute for starting, and what one record takes on a slow machine. */
const patience = 180_000 + records * 20;

/** A fifth of all turns of a connection are lost on the way there or back; under TLS a turn is not always a whole exchange. */
const weather = {
  'lose-request': 0.1,
  'lose-answer': 0.1,
  truncate: 0.03,
  reset: 0.02,
  'captive-portal': 0.01,
  status: 0.01,
  latency: 0.2,
} as const;

let program: BundledWriter;
beforeAll(async () => {
  program = await bundleWriter('centre-process');
}, 120_000);
afterAll(() => program.remove());

/** Has every kiosk deliver everything to `processes` of a centre on one store; then compares what both sides hold. */
async function deliverAll(address: string, processes: number): Promise<string> {
  const random = seededRandom(seed);
  const folder = mkdtempSync(join(tmpdir(), 'borne-lossy-'));
  const keys = join(folder, 'recipients.json');
  const recipients = openRecipientPairs(keys);
  const recipient = recipientOf((recipients[0] ?? unreachable()).publicKey);
  const centres = await Promise.all(
    Array.from({ length: processes }, () => KillableCentre.start(program.script, address, keys)),
  );
  const balancer = await createBalancer(() => centres.flatMap(({ port }) => port ?? []));
  const network = await createNetwork({ target: `https://127.0.0.1:${balancer.port}` });

  const office = await createCentralApi({ file: address, clock: systemClock, recipients, personas: [] });
  await office.listen(0);
  const fleet: DeliveringKiosk[] = [];
  for (let n = 0; n < kiosks; n += 1)
    fleet.push(
      await DeliveringKiosk.create(office, {
        ...{ name: `borne-${n}`, folder, url: network.url, recipient, random },
        ...{ records: Math.ceil(records / kiosks), crashes: Math.min(0.015, (120 * kiosks) / records) },
      }),
    );
  await office.close();

  network.disturb(stormy(weather, random));
  const begun = performance.now();
  let deliveries = 0;
  await Promise.all(
    fleet.map(async (kiosk) => {
      for (let round = 0; kiosk.left > 0 || round < 20; round += 1) {
        if (random() < 0.1 || kiosk.left === 0) await kiosk.operate();
        await kiosk.deliver();
        deliveries += 1;
        if (deliveries % killEvery === 0) centres[Math.floor(random() * processes)]?.kill();
        // Kiosks that nobody answers would only ask faster than a process starts.
        await Promise.any(centres.map(({ ready }) => ready));
      }
    }),
  );
  const took = (performance.now() - begun) / 1000;
  network.disturb(undefined);
  for (const kiosk of fleet) await kiosk.close();
  await Promise.all(centres.map((centre) => centre.stop()));
  await network.close();
  await balancer.close();

  const store = await openStore(address);
  let held = 0;
  for (const kiosk of fleet) held += await compare(store, kiosk);
  const api = await createCentralApi({ store, clock: systemClock, recipients, personas: [] });
  expect(await api.setApart()).toEqual({ forks: 0, quarantined: [] });
  expect(
    new Map((await api.operations()).map(({ documentNumber, outcome }) => [documentNumber, outcome])),
  ).toEqual(new Map(fleet.flatMap(({ operations }) => [...operations])));
  await api.close();
  rmSync(folder, { recursive: true });

  const sum = (count: keyof DeliveringKiosk['counts']) =>
    fleet.reduce((total, { counts }) => total + counts[count], 0);
  const kills = centres.reduce((total, centre) => total + centre.kills, 0);
  expect(kills).toBeGreaterThan(0);
  return (
    `${held} records, ${processes} processes, seed ${seed}: 0 missing, 0 twice, 0 out of order, 0 altered; ` +
    `${sum('deliveries')} deliveries, ${sum('failures')} failed, ${sum('duplicates')} sent twice, ` +
    `${sum('stale')} with an old one, ${sum('crashes')} crashes of kiosks, ${kills} kills of the centre; ${Math.round(took)} s\n`
  );
}

/** What the centre holds of a kiosk is what the kiosk's journal holds, record by record. Returns how many. */
async function compare(store: Store, { name, file }: DeliveringKiosk): Promise<number> {
  const journal = new Database(file, { readonly: true });
  const own = journal.prepare(
    'SELECT seq, header, body, hash FROM record WHERE seq > ? ORDER BY seq LIMIT 5000',
  );
  const epoch = journal.prepare('SELECT epoch FROM stream').pluck().get();
  const epochs = await store.db.selectFrom('watermark').select('epoch').where('kiosk', '=', name).execute();
  expect(epochs).toEqual([{ epoch }]);
  for (let seq = 0; ; ) {
    const held = await store.db
      .selectFrom('record')
      .select(['seq', 'header', 'body', 'hash'])
      .where('kiosk', '=', name)
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(5000)
      .execute();
    const wanted = own.all(seq) as typeof held;
    // A difference is told by its place; a thousand of them would take minutes to print.
    const wrong = wanted.findIndex((record, index) => !isSame(record, held[index]));
    expect(wrong === -1 ? undefined : [wanted[wrong], held[wrong]]).toBeUndefined();
    expect(held.length).toBe(wanted.length);
    const last = held.at(-1);
    if (!last) {
      journal.close();
      return seq;
    }
    seq = last.seq;
  }
}

type Held = { seq: number; header: string; body: Uint8Array; hash: string };
const isSame = (a: Held, b: Held | undefined) =>
  b !== undefined &&
  a.seq === b.seq &&
  a.header === b.header &&
  a.hash === b.hash &&
  Buffer.compare(a.body, b.body) === 0;

function unreachable(): never {
  throw new Error('a file of keys holds one at least');
}

it('delivers everything once and in order through a lossy network and crashes, on SQLite', {
  timeout: patience,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'borne-lossy-centre-'));
  process.stdout.write(`SQLite: ${await deliverAll(join(folder, 'central.db'), 1)}`);
  rmSync(folder, { recursive: true });
});

const missing = noPostgres();
if (missing !== undefined && process.env.CI === 'true') throw new Error(missing);

it.skipIf(missing !== undefined)(
  `delivers as much to any of three processes behind a balancer, on one PostgreSQL${missing ? ` (skipped: ${missing})` : ''}`,
  { timeout: patience },
  async () => {
    const server = await startPostgres();
    if (!server.ok) throw new Error(server.error);
    const { version, createDatabase, stop } = server.value;
    try {
      process.stdout.write(`${version}: ${await deliverAll(await createDatabase(), 3)}`);
    } finally {
      await stop();
    }
  },
);
