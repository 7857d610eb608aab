import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { systemClock } from '@borne/kiosk-host/clock';
import { createCentralApi } from '@borne/simulators/central-api/central-api';
import type { JournalEvent } from '@borne/simulators/central-api/journal/event';
import type { ReportsElsewhere } from '@borne/simulators/central-api/reports/reports';
import { reportsThread } from '@borne/simulators/central-api/reports/reports-thread';
import { openStore } from '@borne/simulators/central-api/store/open-store';
import type { Store } from '@borne/simulators/central-api/store/store';
import { enrolledKiosk } from '@borne/simulators/central-api/testing/enrolled-kiosk';
import { wellKiosk } from '@borne/simulators/central-api/testing/well-kiosk';
import { createCentralClient } from '@borne/sync/central/client';
import { type KeyPair, newKeyPair } from '@borne/sync/envelope/hpke';
import { recipientOf } from '@borne/sync/envelope/recipient';
import { openJournal } from '@borne/sync/journal/journal';
import { attestation } from '@borne/sync/journal/temporary-journal';
import { createUplink } from '@borne/sync/uplink/uplink';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type BundledWriter, bundleWriter } from '../crash/bundled-writer.ts';

/**
 * The thread as `borne central` starts it, alone: its port, and what crosses from one thread to the other. Delivering through it, with everything that
 * can go wrong, is `crash/lossy-delivery.test.ts`.
 */
let program: BundledWriter;
beforeAll(async () => {
  program = await bundleWriter('centre-process');
});
afterAll(() => program.remove());

let folder: string;
let address: string;
let store: Store;
let reports: ReportsElsewhere;
let centre: KeyPair;
let events: JournalEvent[];
let seconds: number[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'borne-reports-'));
  address = join(folder, 'central.db');
  store = await openStore(address);
  centre = newKeyPair();
  events = [];
  seconds = [];
  const script = new URL('central-reports.js', pathToFileURL(program.script));
  reports = await reportsThread(
    script,
    {
      ...{ address, recipients: [centre], readsRecords: true, listen: { port: 0, host: '127.0.0.1' } },
      ...{ names: undefined, limits: undefined, recordsPerSecond: undefined, writers: undefined },
    },
    { tell: (event) => events.push(event), observe: (taken) => seconds.push(taken) },
  );
});
afterEach(async () => {
  await reports.stop();
  await store.close();
  rmSync(folder, { recursive: true });
});

const journal = { unacknowledged: 0, inDoubt: 0, usable: true };
const beat = () => reports.takeHeartbeat('borne-1', { ...wellKiosk, sent: 1, up: 0, alarms: [], journal });

it('writes to the store that the other thread reads', async () => {
  await beat();
  expect(await store.db.selectFrom('fleet_kiosk').select('kiosk').execute()).toEqual([{ kiosk: 'borne-1' }]);
});

it('takes journals at its port, where the other one sends whoever delivers', async () => {
  const api = await createCentralApi({
    ...{ file: address, clock: systemClock, personas: [] },
    reports: async () => ({ ...reports, stop: async () => undefined }),
  });
  await api.listen(0);
  const { identity, http, verify } = await enrolledKiosk(api, {
    ...{ kiosk: 'borne-1', folder: join(folder, 'identity'), clock: systemClock },
  });
  const asked: URL[] = [];
  const client = createCentralClient({
    ...{ ...http, signer: identity },
    fetch: (input, init) => {
      asked.push(new URL(String(input)));
      return http.fetch(input, init);
    },
  });
  const kept = openJournal({
    ...{ file: join(folder, 'journal.db'), kiosk: 'borne-1', bootId: 'any', clock: systemClock, randomBytes },
    recipient: recipientOf(centre.publicKey),
  });
  if (!kept.ok) throw new Error(kept.error.detail);
  const uplink = createUplink({ journal: kept.value, client, verify });
  for (let count = 0; count < 2; count += 1) {
    await kept.value.begin(attestation);
    expect(await uplink.deliver()).toMatchObject({ delivery: 'acknowledged' });
  }
  kept.value.close();
  const { port } = new URL(api.url);
  const deliveryPort = String(reports.deliveryPort);
  expect(asked.map((url) => url.port)).toEqual([port, deliveryPort, deliveryPort]);
  expect(seconds).toHaveLength(2);
  expect(events.filter(({ event }) => event === 'records-kept')).toHaveLength(2);
  await identity.close();
  await api.close();
});

it.runIf(process.platform === 'linux')('leaves nothing open when it cannot begin', async () => {
  const file = join(folder, 'other.db');
  const failing = async () => Promise.reject(new Error('the port is taken'));
  const options = { clock: systemClock, personas: [], reports: failing };
  await expect(createCentralApi({ file, ...options })).rejects.toThrow('the port is taken');
  const descriptors = '/proc/self/fd';
  const open = readdirSync(descriptors).map((id) => {
    try {
      return readlinkSync(join(descriptors, id));
    } catch {
      return 'closed meanwhile';
    }
  });
  expect(open.filter((path) => path.startsWith(file))).toEqual([]);
});

it('hands back what was thrown, and goes on', async () => {
  await store.db.schema.alterTable('fleet_kiosk').renameTo('away').execute();
  await expect(beat()).rejects.toThrow('no such table: fleet_kiosk');
  await store.db.schema.alterTable('away').renameTo('fleet_kiosk').execute();
  await beat();
});

it('leaves nobody waiting who asks once it was stopped', async () => {
  await reports.stop();
  await expect(beat()).rejects.toThrow('was stopped');
  await expect(reports.caughtUp()).rejects.toThrow('was stopped');
  await reports.stop();
});

it('tells what happens: here, that nothing of a stream can be read', async () => {
  const [kiosk, epoch] = ['borne-1', '1'.repeat(32)];
  const head = { kiosk, epoch, seq: 1, type: 'card-forgotten', wall: 1, monotonic: 1, boot: 'any', suite: 1 };
  const header = JSON.stringify({ ...head, key: '0123456789abcdef' });
  await store.transact(async (trx) => {
    await trx.insertInto('watermark').values({ kiosk, epoch, seq: 1, head: '', since: 1 }).execute();
    await trx.insertInto('projection').values({ kiosk, epoch, seq: 0 }).execute();
    await trx
      .insertInto('record')
      .values({ kiosk, epoch, seq: 1, header, body: Buffer.alloc(64), hash: '', received_at: 1 })
      .execute();
  });
  await reports.caughtUp();
  await expect
    .poll(() => events)
    .toContainEqual({ event: 'unopened', kiosk, epoch, seq: 1, key: '0123456789abcdef' });
});

it.runIf(process.platform === 'linux')(
  'leaves the cores to the thread that people wait for, with what writes for it',
  () => {
    const folder = '/proc/self/task';
    const niceness = readdirSync(folder).map((id) => {
      const stat = readFileSync(join(folder, id, 'stat'), 'latin1');
      // Field 19 of proc(5), after a name that may hold blanks.
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
    });
    expect(niceness.filter((value) => value === 5)).toHaveLength(2);
  },
);
