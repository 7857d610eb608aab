import { GENESIS } from '@borne/sync/contract/journal';
import type { RecordHeader } from '@borne/sync/contract/record';
import { sealBody } from '@borne/sync/envelope/envelope';
import { newKeyPair } from '@borne/sync/envelope/hpke';
import { recipientOf } from '@borne/sync/envelope/recipient';
import { chainHash } from '@borne/sync/journal/chain';
import type { KyselyPlugin } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type RecipientRing, ringOf } from '../recipients.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { projectSome } from './projection.ts';

const stream = { kiosk: 'borne-1', epoch: '0123456789abcdef'.repeat(2) };
const pair = newKeyPair();
const recipient = recipientOf(pair.publicKey);
const ring = ringOf([pair]);
const now = Date.UTC(2026, 10, 22, 8);

let store: Store;
let seq: number;
let head: string;

beforeEach(async () => {
  store = await openStore(':memory:');
  [seq, head] = [0, GENESIS];
});
afterEach(() => store.close());

type Told = readonly [type: string, content: object];
const idOf = (n: number) => `01a3185c-5000-7568-91c9-${String(n).padStart(12, '0')}`;
const begun = (n: number): Told => [
  'operation-begun',
  { id: idOf(n), operation: { kind: 'maintenance', technician: 'T-1', action: 'test' } },
];
const settled = (n: number, outcome: string): Told => ['operation-settled', { id: idOf(n), outcome }];

/** Has the store take the next records of the stream, sealed. */
async function take(...told: Told[]) {
  const [from, prev] = [seq + 1, head];
  const records = told.map(([type, content]) => {
    seq += 1;
    const place = { ...stream, seq, type, wall: now, monotonic: 0, boot: 'run-1' };
    const header = JSON.stringify({ ...place, suite: 1, key: recipient.id } satisfies RecordHeader);
    const body = sealBody(recipient, header, content);
    head = chainHash(head, { header, body });
    return { seq, header, body, hash: head };
  });
  await store.take({ ...stream, from, to: seq, prev, records, head, signature: '' }, now);
}

const outcomes = async () =>
  (await store.db.selectFrom('operation').selectAll().orderBy('position').execute()).map(
    ({ id, outcome, settled, records }) => [id, outcome, settled, records],
  );

/** `store`, and what its transactions do: how many statements, and whether one is under way. */
function watched() {
  const seen = { statements: 0, underWay: false };
  const transact: Store['transact'] = async (work) => {
    seen.underWay = true;
    const count = {
      transformQuery: ({ node }) => {
        seen.statements += 1;
        return node;
      },
      transformResult: async ({ result }) => result,
    } satisfies KyselyPlugin;
    try {
      return await store.transact((trx) => work(trx.withPlugin(count) as typeof trx));
    } finally {
      seen.underWay = false;
    }
  };
  return { seen, store: { ...store, transact } };
}

it('opens bodies while nobody waits for the store, and writes a hundred records in a few statements', async () => {
  await take(...Array.from({ length: 50 }, (_, n) => [begun(n), settled(n, 'done')]).flat());
  const { seen, store: counted } = watched();
  const opened: boolean[] = [];
  const watching = {
    ...{ size: ring.size, has: (name: string) => ring.has(name) },
    get(name: string) {
      opened.push(seen.underWay);
      return ring.get(name);
    },
  } as RecipientRing;
  expect((await projectSome(counted, watching, stream, 'wait')).odd).toEqual([]);
  expect(opened).toEqual(Array(100).fill(false));
  expect(seen.statements).toBeLessThan(8);
  expect(await outcomes()).toEqual(Array.from({ length: 50 }, (_, n) => [idOf(n), 'done', 1, 2]));
  const hours = await store.db.selectFrom('fleet_hour').select('operations').execute();
  expect(hours).toEqual([{ operations: 50 }]);
});

it('knows an operation by what was read before, in the same transaction or an earlier one', async () => {
  await take(begun(1), settled(1, 'not-done'), begun(2), begun(3), begun(4));
  expect((await projectSome(store, ring, stream, 'wait')).odd).toEqual([]);
  await take(
    ...[begun(1), settled(1, 'done'), settled(2, 'done'), settled(2, 'in-doubt'), settled(4, 'done')],
    ...[settled(9, 'done'), begun(9), begun(9), settled(9, 'in-doubt'), settled(9, 'done')],
  );
  const { odd } = await projectSome(store, ring, stream, 'wait');
  expect(odd.map(({ seq, reason }) => [seq, reason])).toEqual([
    [6, 'the operation was begun before'],
    [7, 'no operation was waiting for this outcome'],
    [9, 'no operation was waiting for this outcome'],
    [11, 'no operation was waiting for this outcome'],
    [13, 'the operation was begun before'],
    [15, 'no operation was waiting for this outcome'],
  ]);
  expect(await outcomes()).toEqual([
    [idOf(1), 'not-done', 1, 2],
    [idOf(2), 'done', 1, 2],
    [idOf(3), 'in-doubt', 0, 1],
    [idOf(4), 'done', 1, 2],
    [idOf(9), 'in-doubt', 1, 2],
  ]);
});

it('counts nothing twice when somebody else reads the same records at the same time', async () => {
  await take(begun(1), begun(2), settled(1, 'done'));
  const both = await Promise.all([1, 2].map(() => projectSome(store, ring, stream, 'wait')));
  expect(both.map(({ odd }) => odd)).toEqual([[], []]);
  expect(both.map(({ more }) => more).sort()).toEqual([false, true]);
  expect(await projectSome(store, ring, stream, 'wait')).toEqual({ odd: [], more: false });
  expect(await outcomes()).toEqual([
    [idOf(1), 'done', 1, 2],
    [idOf(2), 'in-doubt', 0, 1],
  ]);
  expect(await store.db.selectFrom('fleet_hour').select('operations').execute()).toEqual([{ operations: 2 }]);
});

it('never moves past a record whose key is not held here, and reads on where it is', async () => {
  await take(begun(1), settled(1, 'done'));
  const elsewhere = ringOf([newKeyPair()]);
  const nothing = { odd: [], more: false, waiting: { seq: 1, waitsFor: recipient.id } };
  expect(await projectSome(store, elsewhere, stream, 'wait')).toEqual(nothing);
  expect(await projectSome(store, elsewhere, stream, 'wait')).toEqual(nothing);
  expect(await outcomes()).toEqual([]);
  expect(await projectSome(store, ring, stream, 'wait')).toEqual({ odd: [], more: false });
  expect(await outcomes()).toEqual([[idOf(1), 'done', 1, 2]]);
});
