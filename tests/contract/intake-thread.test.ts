import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Delivered, placed } from '@borne/simulators/central-api/journal/delivered';
import { type IntakeThread, intakeThread } from '@borne/simulators/central-api/journal/intake-thread';
import { openStore } from '@borne/simulators/central-api/store/open-store';
import type { Store } from '@borne/simulators/central-api/store/store';
import { Writers } from '@borne/simulators/central-api/store/writers';
import { GENESIS } from '@borne/sync/contract/journal';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type BundledWriter, bundleWriter } from '../crash/bundled-writer.ts';

/** The thread as `borne central` starts it, alone: what crosses from one thread to the other. */
let program: BundledWriter;
beforeAll(async () => {
  program = await bundleWriter('centre-process');
});
afterAll(() => program.remove());

const script = () => new URL('central-intake.js', pathToFileURL(program.script));

let folder: string;
let store: Store;
let thread: IntakeThread;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'borne-intake-'));
  const address = join(folder, 'central.db');
  store = await openStore(address);
  thread = await intakeThread(script(), address, store.writers?.shared);
});
afterEach(async () => {
  await thread.stop();
  await store.close();
  rmSync(folder, { recursive: true });
});

const epoch = 'e'.repeat(32);

/** The first records of a kiosk: an empty body, all bytes there are, and a header that is not ASCII. */
function delivered(kiosk: string): Delivered {
  const bodies = [
    Buffer.alloc(0),
    Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
    Buffer.from('fin'),
  ];
  const wire = bodies.map((body, index) => ({ header: `{"é":${index}}`, body: body.toString('base64') }));
  const records = placed(1, { prev: GENESIS, records: wire });
  const head = records.at(-1)?.hash ?? GENESIS;
  return {
    kiosk,
    epoch,
    from: 1,
    to: 3,
    prev: GENESIS,
    head,
    records,
    signature: 'of the kiosk',
    certificate: 'its',
  };
}

const held = (kiosk: string) =>
  store.db
    .selectFrom('record')
    .select(['seq', 'header', 'body', 'hash', 'received_at'])
    .where('kiosk', '=', kiosk)
    .orderBy('seq')
    .execute();

it('has written what it answers for, byte for byte, with its proof', async () => {
  const batch = delivered('borne-1');
  expect(await thread.take(batch, 1000)).toEqual({
    ingested: 'acknowledged',
    watermark: { epoch, seq: 3, head: batch.head },
    kept: 3,
  });
  expect(await held('borne-1')).toEqual(batch.records.map((record) => ({ ...record, received_at: 1000 })));
  expect(await store.db.selectFrom('batch').selectAll().execute()).toEqual([
    expect.objectContaining({
      kiosk: 'borne-1',
      signature: 'of the kiosk',
      certificate: 'its',
      from_seq: 1,
      to_seq: 3,
    }),
  ]);
});

it('answers each of many at once with what became of it', async () => {
  const kiosks = Array.from({ length: 40 }, (_, index) => `borne-${index}`);
  const answers = await Promise.all(kiosks.map((kiosk) => thread.take(delivered(kiosk), 1)));
  expect(answers.map(({ ingested }) => ingested)).toEqual(kiosks.map(() => 'acknowledged'));

  const again = thread.take(delivered('borne-7'), 2);
  const later = thread.take({ ...delivered('borne-8'), from: 9, to: 11 }, 2);
  const other = thread.take({ ...delivered('borne-9'), prev: 'f'.repeat(64) }, 2);
  expect(await again).toMatchObject({ ingested: 'acknowledged', kept: 0 });
  expect(await later).toMatchObject({ ingested: 'gap', watermark: { seq: 3 } });
  expect(await other).toEqual({ ingested: 'forked', reason: 'the batch is not chained on record 0' });
});

it('leaves what it sent as it was: a fork is kept with all its records', async () => {
  const batch = delivered('borne-1');
  await thread.take(batch, 1);
  expect(batch).toEqual(delivered('borne-1'));
});

it('passes on what the store throws, in its words, and goes on', async () => {
  await store.db.schema.alterTable('watermark').renameTo('watermark_away').execute();
  await expect(thread.take(delivered('borne-1'), 1)).rejects.toThrow('no such table: watermark');
  await store.db.schema.alterTable('watermark_away').renameTo('watermark').execute();
  expect(await thread.take(delivered('borne-1'), 1)).toMatchObject({ ingested: 'acknowledged' });
});

it('answers what it has taken before it stops, and takes nothing then', async () => {
  const taking = Array.from({ length: 20 }, (_, index) => thread.take(delivered(`borne-${index}`), 1));
  const stopped = thread.stop();
  await expect(thread.take(delivered('borne-late'), 1)).rejects.toThrow('was stopped');
  await stopped;
  expect((await Promise.all(taking)).every(({ ingested }) => ingested === 'acknowledged')).toBe(true);
});

it('says why it does not start', async () => {
  await expect(intakeThread(script(), join(folder, 'no', 'such', 'folder.db'), undefined)).rejects.toThrow(
    /directory does not exist/,
  );
});

it('has others go first who wait to write, and goes on when they have', async () => {
  const waiting = new Int32Array(store.writers?.shared ?? new SharedArrayBuffer(4));
  Atomics.add(waiting, 0, 1);
  const begun = performance.now();
  await thread.take(delivered('borne-1'), 1);
  expect(performance.now() - begun).toBeGreaterThan(99);
  Atomics.sub(waiting, 0, 1);
  expect(await thread.take(delivered('borne-2'), 1)).toMatchObject({ ingested: 'acknowledged' });
});

it('counts who waits to write: within each statement that may, and no other', async () => {
  const { writers = new Writers() } = store;
  const waiting = new Int32Array(writers.shared);
  const counts: number[] = [];
  const waitWithin = writers.waitWithin.bind(writers);
  vi.spyOn(writers, 'waitWithin').mockImplementation((write) =>
    waitWithin(() => {
      counts.push(Atomics.load(waiting, 0));
      return write();
    }),
  );
  await store.db.selectFrom('turn').selectAll().execute();
  expect(counts).toEqual([]);
  await store.db.insertInto('turn').values({ name: 'a' }).execute();
  expect(counts).toEqual([1]);
  await store.transact((trx) => trx.deleteFrom('turn').execute());
  // Its beginning, which waits, what it does, and its end.
  expect(counts).toEqual([1, 1, 1, 1]);
  expect(Atomics.load(waiting, 0)).toBe(0);
});

it.each([
  ['by itself', 'setTimeout(() => process.exit(0), 200)'],
  ['with an exception', "setTimeout(() => { throw new Error('out of order') }, 200)"],
])('takes the centre with it when it ends %s', async (_, end) => {
  const centre = await bundleWriter('centre-process');
  writeFileSync(
    join(centre.folder, 'central-intake.js'),
    `import { parentPort } from 'node:worker_threads'; parentPort.postMessage('started'); ${end};`,
  );
  const child = spawn(process.execPath, [centre.script, join(folder, 'its.db'), join(folder, 'keys.json')]);
  const output: Buffer[] = [];
  child.stderr.on('data', (chunk) => output.push(chunk));
  const [code] = await once(child, 'close');
  centre.remove();
  // Which thread's words are the last depends on which is faster.
  expect([code, String(Buffer.concat(output))]).toEqual([
    1,
    expect.stringMatching(/Error: (out of order|the thread that (writes journals|takes reports) ended)/),
  ]);
});
