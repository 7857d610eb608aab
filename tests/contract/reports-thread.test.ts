import { createPublicKey } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { JournalEvent } from '@borne/simulators/central-api/journal/event';
import type { Reports } from '@borne/simulators/central-api/reports/reports';
import { reportsThread } from '@borne/simulators/central-api/reports/reports-thread';
import { openStore } from '@borne/simulators/central-api/store/open-store';
import type { Store } from '@borne/simulators/central-api/store/store';
import { wellKiosk } from '@borne/simulators/central-api/testing/well-kiosk';
import { newKeyPair } from '@borne/sync/envelope/hpke';
import { newP256Key } from '@borne/sync/keys/new-key';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type BundledWriter, bundleWriter } from '../crash/bundled-writer.ts';

/**
 * The thread as `borne central` starts it, alone: what crosses from one thread to the other. Delivering through it, with everything that
 * can go wrong, is `crash/lossy-delivery.test.ts`.
 */
let program: BundledWriter;
beforeAll(async () => {
  program = await bundleWriter('centre-process');
});
afterAll(() => program.remove());

let folder: string;
let store: Store;
let reports: Reports;
let events: JournalEvent[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'borne-reports-'));
  const address = join(folder, 'central.db');
  store = await openStore(address);
  events = [];
  const script = new URL('central-reports.js', pathToFileURL(program.script));
  const start = { address, recipients: [newKeyPair()], readsRecords: true };
  reports = await reportsThread(script, start, (event) => events.push(event));
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

it('refuses in the words of the answer', async () => {
  const key = createPublicKey(newP256Key());
  const place = { kiosk: 'borne-1', epoch: '0'.repeat(32), from: 1, to: 1, certificate: 'any' };
  const sent = { ...place, key, body: Buffer.from('{"prev":1}'), isZipped: false, longest: 1000 };
  expect(await reports.takeBatch(sent)).toMatchObject({
    ingested: 'refused',
    problem: { status: 400, title: 'The request does not fit the contract', detail: expect.any(String) },
  });
  expect(await reports.takeBatch({ ...sent, isZipped: true })).toMatchObject({
    problem: { status: 400, title: expect.stringContaining('gzip') },
  });
});

it('hands back what was thrown, and goes on', async () => {
  await store.db.schema.alterTable('fleet_kiosk').renameTo('away').execute();
  await expect(beat()).rejects.toThrow('no such table: fleet_kiosk');
  await store.db.schema.alterTable('away').renameTo('fleet_kiosk').execute();
  await beat();
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

it.runIf(process.platform === 'linux')('leaves the cores to the thread that people wait for', () => {
  const folder = '/proc/self/task';
  const niceness = readdirSync(folder).map((id) => {
    const stat = readFileSync(join(folder, id, 'stat'), 'latin1');
    // Field 19 of proc(5), after a name that may hold blanks.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
  });
  expect(niceness.filter((value) => value === 5)).toHaveLength(1);
});
