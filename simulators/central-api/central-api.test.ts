import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CalendarDate } from '@borne/domain/calendar-date';
import { type Clock, epochMilliseconds, milliseconds } from '@borne/domain/time';
import { GENESIS, type UnsignedBatch } from '@borne/sync/contract/journal';
import { PROBLEM } from '@borne/sync/contract/problem';
import { batchStatement } from '@borne/sync/contract/statements';
import { sealBody } from '@borne/sync/envelope/envelope';
import { type KeyPair, newKeyPair } from '@borne/sync/envelope/hpke';
import { recipientOf } from '@borne/sync/envelope/recipient';
import { chainHash } from '@borne/sync/journal/chain';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { personas } from '../personas/personas.ts';
import {
  type CentralApi,
  type CentralApiOptions,
  type CentralEvent,
  createCentralApi,
} from './central-api.ts';
import { MOST_FORKS } from './journal/forks.ts';
import { openStore } from './store/open-store.ts';
import { type KioskWithin, kioskWithin } from './testing/kiosk-within.ts';

const clock: Clock = {
  now: () => epochMilliseconds(Date.UTC(2026, 10, 22, 8)),
  monotonic: () => milliseconds(0),
};
const people = personas('2026-11-22' as CalendarDate);
const epoch = '0123456789abcdef'.repeat(2);
const idOf = (n: number) => `01a3185c-5000-7568-91c9-${String(n).padStart(12, '0')}`;

let api: CentralApi;
let events: CentralEvent[];

async function start(options: Partial<CentralApiOptions> = {}): Promise<CentralApi> {
  const started = await createCentralApi({
    file: ':memory:',
    clock,
    recipients: [centreKeys],
    personas: people,
    ...options,
  });
  events = [];
  started.subscribe((event) => events.push(event));
  kiosks.clear();
  return started;
}

/** The kiosks that call, by what a test calls them; each is enrolled when it first does. */
const kiosks = new Map<string, KioskWithin>();
const names: Readonly<Record<string, string>> = { one: 'borne-1', two: 'borne-2' };

/** `three` is nobody. */
async function kioskCalled(caller: string): Promise<KioskWithin | undefined> {
  const name = names[caller];
  if (name === undefined) return undefined;
  const kiosk = kiosks.get(caller) ?? (await kioskWithin(api, name));
  kiosks.set(caller, kiosk);
  return kiosk;
}

beforeEach(async () => {
  api = await start();
});
afterEach(() => api.close());

async function call(path: string, caller = 'one', init: RequestInit = {}) {
  const as = (await kioskCalled(caller))?.http.fetch ?? api.fetchAs(undefined);
  return as(new URL(path, 'https://centre.invalid'), init);
}

interface Written {
  readonly header: string;
  readonly body: string | Uint8Array;
}

const centreKeys = newKeyPair();
/** The key of some other centre. */
const elsewhere = newKeyPair();

function written(seq: number, type: string, content: unknown, header: object = {}): Written {
  return {
    header: JSON.stringify({
      kiosk: 'borne-1',
      epoch,
      seq,
      type,
      wall: 0,
      monotonic: 0,
      boot: 'run-1',
      suite: 0,
      ...header,
    }),
    body: JSON.stringify(content),
  };
}

/** An occurrence as kiosks write it since they seal. */
function sealedTo({ publicKey }: KeyPair, seq: number, content: { readonly kind: string }): Written {
  const recipient = recipientOf(publicKey);
  const { header } = written(seq, content.kind, {}, { suite: 1, key: recipient.id });
  return { header, body: sealBody(recipient, header, content) };
}
const sealed = (seq: number, content: { readonly kind: string }) => sealedTo(centreKeys, seq, content);

const begun = (seq: number, n: number) =>
  written(seq, 'operation-begun', {
    id: idOf(n),
    operation: {
      kind: 'attestation-droits',
      documentNumber: `AD-${n}`,
      cardSerial: '99000000000000001',
      rangs: ['01'],
      rightsFrom: 'card',
    },
  });
const settled = (seq: number, n: number, outcome: string) =>
  written(seq, 'operation-settled', { id: idOf(n), outcome });
const occurred = (seq: number) => written(seq, 'card-forgotten', { kind: 'card-forgotten' });

/** The batch of `records`, chained after `before`, as an honest kiosk would make it. */
function batchOf(records: readonly Written[], before: readonly Written[] = []): UnsignedBatch {
  const chain = (from: string, list: readonly Written[]) =>
    list.reduce((head, { header, body }) => chainHash(head, { header, body: Buffer.from(body) }), from);
  const prev = chain(GENESIS, before);
  return {
    prev,
    records: records.map(({ header, body }) => ({ header, body: Buffer.from(body).toString('base64') })),
    head: chain(prev, records),
  };
}

async function put(
  from: number,
  to: number,
  batch: unknown,
  { caller = 'one', kiosk = 'borne-1', epoch: ofEpoch = epoch } = {},
) {
  const claim = { kiosk, epoch: ofEpoch, from, to, prev: '', head: '' };
  const signed = async (unsigned: object) => ({
    signature: await (await kioskCalled(caller))?.sign(batchStatement({ ...claim, ...unsigned })),
    ...unsigned,
  });
  const response = await call(`/v1/kiosks/${kiosk}/journal/${ofEpoch}/${from}-${to}`, caller, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(typeof batch === 'object' && batch !== null ? await signed(batch) : batch),
  });
  return { status: response.status, type: response.headers.get('content-type'), body: await response.json() };
}

describe('taking a journal', () => {
  it('acknowledges what it holds, and holds it once however often it is sent', async () => {
    const records = [begun(1, 1), settled(2, 1, 'done'), occurred(3)];
    const batch = batchOf(records);
    const acknowledged = { status: 200, body: { epoch, seq: 3, head: batch.head } };
    expect(await put(1, 3, batch)).toMatchObject(acknowledged);
    expect(await put(1, 3, batch)).toMatchObject(acknowledged);
    expect(await put(1, 2, batchOf(records.slice(0, 2)))).toMatchObject(acknowledged);
    expect(await api.records()).toMatchObject(
      records.map(({ header, body }, index) => ({
        kiosk: 'borne-1',
        epoch,
        seq: index + 1,
        header,
        body: Buffer.from(body),
        content: JSON.parse(String(body)),
      })),
    );
    expect(await api.operations()).toEqual([
      {
        operationId: idOf(1),
        kind: 'attestation-droits',
        outcome: 'done',
        documentNumber: 'AD-1',
        records: 2,
      },
    ]);
  });

  it('adds only what is new of a batch that overlaps', async () => {
    const records = [occurred(1), occurred(2), occurred(3), occurred(4)];
    await put(1, 2, batchOf(records.slice(0, 2)));
    expect(await put(2, 4, batchOf(records.slice(1), records.slice(0, 1)))).toMatchObject({
      status: 200,
      body: { seq: 4 },
    });
    expect((await api.records()).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });

  it('answers a gap with where to start again, and keeps nothing of it', async () => {
    const records = [occurred(1), occurred(2), occurred(3)];
    expect(await put(3, 3, batchOf(records.slice(2), records.slice(0, 2)))).toMatchObject({
      status: 409,
      type: expect.stringContaining('application/problem+json'),
      body: { type: PROBLEM.journalGap, status: 409, watermark: { epoch, seq: 0, head: GENESIS } },
    });
    expect(await api.records()).toEqual([]);
  });

  it.each<[string, number, number, UnsignedBatch]>([
    ['another record in the place of one held', 2, 2, batchOf([occurred(9)], [occurred(1)])],
    ['a chain that starts elsewhere', 3, 3, batchOf([occurred(3)], [occurred(1), occurred(9)])],
    [
      'a record that was changed on the way',
      3,
      3,
      {
        ...batchOf([occurred(3)], [occurred(1), occurred(2)]),
        records: [{ header: '{}', body: '' }],
      },
    ],
    ['fewer records than the address says', 3, 4, batchOf([occurred(3)], [occurred(1), occurred(2)])],
  ])('keeps apart, once, and refuses %s', async (_, from, to, batch) => {
    await put(1, 2, batchOf([occurred(1), occurred(2)]));
    for (const _again of [1, 2])
      expect(await put(from, to, batch)).toMatchObject({
        status: 422,
        body: { type: PROBLEM.journalForked },
      });
    expect(await api.setApart()).toMatchObject({ forks: 1 });
    expect(await api.records()).toHaveLength(2);
    expect(events.filter(({ event }) => event === 'forked')).toHaveLength(2);
    const more = batchOf([occurred(3)], [occurred(1), occurred(2)]);
    expect(await put(3, 3, more)).toMatchObject({ status: 200 });
  });

  it('keeps the first of many forged batches and counts the rest, in one epoch and in a thousand', async () => {
    await api.close();
    const file = join(mkdtempSync(join(tmpdir(), 'central-')), 'central.db');
    api = await start({ file });
    const forged = (n: number) => ({ ...batchOf([occurred(1)]), head: n.toString(16).padStart(64, '0') });
    for (let n = 0; n < MOST_FORKS.perEpoch + 5; n += 1)
      expect(await put(1, 1, forged(n))).toMatchObject({ status: 422 });
    expect(await put(1, 1, forged(0))).toMatchObject({ status: 422 });
    expect(await api.setApart()).toMatchObject({ forks: MOST_FORKS.perEpoch });

    for (let n = 0; n < MOST_FORKS.perKiosk; n += 1)
      await put(1, 1, forged(n), { epoch: n.toString(16).padStart(32, '0') });
    expect(await api.setApart()).toMatchObject({ forks: MOST_FORKS.perKiosk });
    expect(await put(1, 1, forged(0), { kiosk: 'borne-2', caller: 'two' })).toMatchObject({ status: 422 });
    expect(await api.setApart()).toMatchObject({ forks: MOST_FORKS.perKiosk + 1 });
    await api.close();

    const store = new Database(file, { readonly: true });
    expect(store.prepare('SELECT kiosk, batches FROM fork_excess').all()).toEqual([
      { kiosk: 'borne-1', batches: 5 + MOST_FORKS.perEpoch },
    ]);
    store.close();
    rmSync(dirname(file), { recursive: true });
    api = await start();
    expect(await put(1, 1, batchOf([occurred(1)]))).toMatchObject({ status: 200 });
  });

  it('keeps the epochs of one kiosk, and the kiosks, apart', async () => {
    await put(1, 1, batchOf([occurred(1)]));
    expect(await put(1, 1, batchOf([occurred(1)]), { kiosk: 'borne-2', caller: 'two' })).toMatchObject({
      status: 200,
    });
    expect((await api.records()).map(({ kiosk }) => kiosk)).toEqual(['borne-1', 'borne-2']);
    // The header says borne-1: stored and acknowledged, and not believed.
    expect(await api.setApart()).toMatchObject({
      quarantined: [{ seq: 1, reason: 'the header names another place in another journal' }],
    });
  });
});

describe('reading a journal', () => {
  it('holds an operation in doubt until an outcome is told', async () => {
    await put(1, 3, batchOf([begun(1, 1), begun(2, 2), begun(3, 3)]));
    expect((await api.operations()).map(({ outcome }) => outcome)).toEqual([
      'in-doubt',
      'in-doubt',
      'in-doubt',
    ]);
    await put(
      4,
      6,
      batchOf(
        [settled(4, 3, 'in-doubt'), settled(5, 2, 'not-done'), settled(6, 1, 'done')],
        [begun(1, 1), begun(2, 2), begun(3, 3)],
      ),
    );
    expect((await api.operations()).map(({ outcome }) => outcome)).toEqual(['done', 'not-done', 'in-doubt']);
  });

  it('acknowledges what makes no sense, sets it apart, and goes on', async () => {
    const records = [
      begun(1, 1),
      { header: 'not json', body: 'at all' },
      written(3, 'operation-settled', { id: idOf(1), outcome: 'certainly' }),
      settled(4, 2, 'done'),
      begun(5, 1),
      written(6, 'card-forgotten', { kind: 'paper-forgotten' }),
      written(7, 'never-heard-of', { kind: 'never-heard-of' }),
      written(8, 'operation-settled', {}, { suite: 7 }),
      written(9, 'card-forgotten', { kind: 'card-forgotten' }, { seq: 8 }),
      settled(10, 1, 'done'),
      settled(11, 1, 'not-done'),
      { ...sealed(12, { kind: 'card-forgotten' }), body: Buffer.alloc(80) },
      sealed(13, { kind: 'card-forgotten' }),
    ];
    expect(await put(1, 13, batchOf(records))).toMatchObject({ status: 200, body: { seq: 13 } });
    const { quarantined } = await api.setApart();
    expect(quarantined).toEqual([
      { seq: 2, reason: 'the header does not fit the contract' },
      { seq: 3, reason: 'the outcome does not fit the contract' },
      { seq: 4, reason: 'no operation was waiting for this outcome' },
      { seq: 5, reason: 'the operation was begun before' },
      { seq: 6, reason: 'the occurrence does not fit the contract' },
      { seq: 7, reason: 'the occurrence does not fit the contract' },
      { seq: 8, reason: 'suite 7 is unknown here' },
      { seq: 9, reason: 'the header names another place in another journal' },
      { seq: 11, reason: 'no operation was waiting for this outcome' },
      { seq: 12, reason: 'the sealed body does not open' },
    ]);
    expect(await api.operations()).toMatchObject([{ operationId: idOf(1), outcome: 'done', records: 2 }]);
  });

  it('reads nothing past a record whose key it does not hold, and says so once', async () => {
    const unopened: CentralEvent[] = [];
    api.subscribe((event) => event.event === 'unopened' && unopened.push(event));
    const records = [begun(1, 1), sealedTo(elsewhere, 2, { kind: 'card-forgotten' }), settled(3, 1, 'done')];
    expect(await put(1, 3, batchOf(records))).toMatchObject({ status: 200, body: { seq: 3 } });
    const { id: key } = recipientOf(elsewhere.publicKey);
    for (const _ of ['once', 'again'])
      expect(await api.operations()).toMatchObject([{ operationId: idOf(1), outcome: 'in-doubt' }]);
    expect(unopened).toEqual([expect.objectContaining({ kiosk: 'borne-1', seq: 2, key })]);
    expect((await api.setApart()).quarantined).toEqual([]);
  });

  it('tells a kiosk what it did, over the wire too', async () => {
    await put(1, 1, batchOf([begun(1, 1)]));
    const response = await call('/v1/kiosks/borne-1/operations');
    expect(await response.json()).toEqual(await api.operations());
    expect(await (await call('/v1/kiosks/borne-2/operations', 'two')).json()).toEqual([]);
  });

  it('tells a kiosk a thousand operations at a time, each page from the last of the one before', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'borne-central-'));
    const store = await openStore(join(folder, 'central.db'));
    await api.close();
    api = await start({ store });
    await kioskCalled('one');
    const row = { kiosk: 'borne-1', kind: 'maintenance', outcome: 'done', settled: 1, records: 2 } as const;
    for (let first = 1; first <= 1501; first += 300) {
      const ids = Array.from({ length: Math.min(300, 1502 - first) }, (_, index) => idOf(first + index));
      const rows = ids.map((id) => ({ ...row, id, document_number: null, relay: null }));
      await store.db.insertInto('operation').values(rows).execute();
    }
    const page = async (query: string) => {
      const response = await call(`/v1/kiosks/borne-1/operations${query}`);
      const ids = ((await response.json()) as { operationId: string }[]).map(
        ({ operationId }) => operationId,
      );
      return [ids.length, ids.at(0), ids.at(-1)];
    };
    expect(await page('')).toEqual([1000, idOf(1), idOf(1000)]);
    expect(await page(`?after=${idOf(1000)}`)).toEqual([501, idOf(1001), idOf(1501)]);
    expect(await page(`?after=${idOf(1501)}`)).toEqual([0, undefined, undefined]);
    rmSync(folder, { recursive: true });
  });

  it('does not start with other keys than kiosks seal to, and takes up one beside them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'borne-central-'));
    const file = join(folder, 'central.db');
    await (await start({ file })).close();
    const { id } = recipientOf(centreKeys.publicKey);
    await expect(start({ file, recipients: [elsewhere] })).rejects.toThrow(`kiosks seal to key ${id}`);
    await (await start({ file, recipients: [elsewhere, centreKeys] })).close();
    await expect(start({ file })).rejects.toThrow('expected the file of keys');
    await (await start({ file, recipients: [elsewhere] })).close();
    rmSync(folder, { recursive: true });
  });

  it('finds everything again after a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'borne-central-'));
    const file = join(folder, 'central.db');
    await api.close();
    api = await start({ file });
    await put(1, 1, batchOf([begun(1, 1)]));
    await api.close();
    api = await start({ file });
    expect(await api.operations()).toMatchObject([{ operationId: idOf(1), outcome: 'in-doubt' }]);
    expect(await put(2, 2, batchOf([settled(2, 1, 'done')], [begun(1, 1)]))).toMatchObject({ status: 200 });
    expect(await api.operations()).toMatchObject([{ outcome: 'done' }]);
    await api.close();
    rmSync(folder, { recursive: true });
    api = await start();
  });
});

describe('rights', () => {
  it.each(people.filter(({ registry }) => registry !== undefined).map((each) => [each.label, each] as const))(
    'of %s are those of the registry, today',
    async (_, { card, registry }) => {
      const response = await call(`/v1/cards/${card.serial}/rights`);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await response.json()).toEqual({
        asOf: '2026-11-22',
        organisme: registry?.organisme,
        beneficiaries: registry?.beneficiaries,
      });
    },
  );

  it('of an unknown card are a problem that says so', async () => {
    const response = await call('/v1/cards/1/rights');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ type: PROBLEM.unknownCard, status: 404 });
  });
});

describe('the door', () => {
  const rightsAsked = async (asker: typeof fetch) => {
    const response = await asker(`https://centre.invalid/v1/cards/${people[0]?.card.serial}/rights`);
    return { status: response.status, body: await response.json() };
  };

  it('is closed to who shows no certificate, or one of another fleet', async () => {
    const other = await createCentralApi({ file: ':memory:', clock, personas: [] });
    const { certificate } = await kioskWithin(other, 'borne-1');
    await other.close();
    const expected = { status: 401, body: { status: 401, type: PROBLEM.certificateExpected } };
    expect(await rightsAsked(api.fetchAs(undefined))).toMatchObject(expected);
    expect(await rightsAsked(api.fetchAs(certificate))).toMatchObject(expected);
  });

  it('is closed to a kiosk that speaks for another', async () => {
    expect(await put(1, 1, batchOf([occurred(1)]), { caller: 'two' })).toMatchObject({ status: 403 });
    expect((await call('/v1/kiosks/borne-1/operations', 'two')).status).toBe(403);
    expect(await api.records()).toEqual([]);
  });

  it.each<[string, unknown, number]>([
    ['a batch without records', { prev: GENESIS, head: GENESIS, records: [] }, 400],
    ['a hash that is none', { ...batchOf([occurred(1)]), head: 'abc' }, 400],
    ['a field that is not in the contract', { ...batchOf([occurred(1)]), extra: true }, 400],
    ['too many records', batchOf(Array.from({ length: 101 }, (_, index) => occurred(index + 1))), 400],
    ['a body beyond all measure', { prev: 'x'.repeat(3_000_000) }, 413],
  ])('refuses %s, with a problem that says why', async (_, batch, status) => {
    const answer = await put(1, 1, batch);
    expect(answer).toMatchObject({ status, body: { status, title: expect.any(String) } });
    expect(answer.type).toContain('application/problem+json');
    expect(await api.records()).toEqual([]);
  });

  it.each<[string, RequestInit, number]>([
    ['no body', {}, 400],
    ['an empty body', { headers: { 'content-type': 'application/json' }, body: '' }, 400],
    ['a body that is not in JSON', { headers: { 'content-type': 'text/plain' }, body: '{}' }, 415],
  ])('refuses %s, which is no failure of its own', async (_, sent, status) => {
    const answer = await call(`/v1/kiosks/borne-1/journal/${epoch}/1-1`, 'one', { method: 'PUT', ...sent });
    expect(answer.status).toBe(status);
    expect(events).toEqual([]);
  });

  it.each(['QQ', 'QQ=', 'QR==', 'Q-_Q', 'QQ==QQ==', 'QQ==\n', ' QUFB', '====', 'QUFé', '\u0000'])(
    'refuses a body that is not base64 as it is written: %j',
    async (body) => {
      const batch = batchOf([occurred(1)]);
      const answer = await put(1, 1, { ...batch, records: batch.records.map((each) => ({ ...each, body })) });
      expect(answer).toMatchObject({
        status: 400,
        body: { detail: expect.stringMatching(/records\/0\/body.*base64/) },
      });
      expect(await api.setApart()).toMatchObject({ forks: 0 });
    },
  );

  it('takes the longest body there may be, and an empty one, and refuses a longer one', async () => {
    const long = { header: '{"seq":1}', body: Buffer.alloc(9 * 1024, 255) };
    const empty = { header: '{"seq":2}', body: Buffer.alloc(0) };
    expect(await put(1, 2, batchOf([long, empty]))).toMatchObject({ status: 200, body: { seq: 2 } });
    const longer = { ...long, body: Buffer.alloc(9 * 1024 + 1, 255) };
    expect(await put(3, 3, batchOf([longer], [long, empty]))).toMatchObject({ status: 400 });
  });

  it.each([
    ['/v1/cards/abc/rights', 400],
    ['/v1/kiosks/borne-1/journal', 404],
    ['/nowhere', 404],
  ])('answers %s with problem %i', async (path, status) => {
    const response = await call(path);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ status });
  });

  it('looks at nothing that a stranger sends, however it is made', async () => {
    const stranger = { caller: 'three' };
    expect(await put(1, 1, { x: 1 }, stranger)).toMatchObject({ status: 401 });
    expect(await put(1, 1, 'x'.repeat(3_000_000), stranger)).toMatchObject({ status: 401 });
    expect(await put(1, 1, { x: 1 }, { caller: 'two' })).toMatchObject({ status: 403 });
    expect((await call('/v1/cards/abc/rights', 'three')).status).toBe(401);
  });

  it.each(['1e0-1', '1.0-1', '0x1-1', '01-1', '0-1', '+1-1', '1-9999999999999999', '1-99999999999999999'])(
    'takes positions in plain decimal only: %s is refused',
    async (range) => {
      const answer = await call(`/v1/kiosks/borne-1/journal/${epoch}/${range}`, 'one', {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(batchOf([occurred(1)])),
      });
      expect(answer.status).toBe(400);
      expect(await api.setApart()).toMatchObject({ forks: 0 });
      expect(await api.records()).toEqual([]);
    },
  );

  it('describes itself', async () => {
    const description = await (await call('/openapi.json')).json();
    expect(description.openapi).toBe('3.1.0');
    expect(Object.keys(description.paths)).toEqual([
      '/v1/enrolment',
      '/v1/kiosks/{kiosk}/certificates',
      '/v1/time',
      '/v1/cards/{serial}/update',
      '/v1/card-updates',
      '/v1/card-updates/{relay}/{number}',
      '/v1/kiosks/{kiosk}/seal-certificates',
      '/v1/seal/certificates/{authority}/{certificate}',
      '/v1/seal/certificates/{authority}/{certificate}/status',
      '/v1/seal/trust',
      '/v1/kiosks/{kiosk}/manifest',
      '/v1/parts/{sha256}',
      '/v1/kiosks/{kiosk}/heartbeat',
      '/v1/cards/{serial}/rights',
      '/v1/kiosks/{kiosk}/operations',
      '/v1/kiosks/{kiosk}/journal/{epoch}/{from}-{to}',
    ]);
  });
});
