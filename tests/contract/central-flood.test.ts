import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, deflateRawSync, gzipSync } from 'node:zlib';
import { systemClock } from '@borne/kiosk-host/clock';
import { type CentralApi, createCentralApi } from '@borne/simulators/central-api/central-api';
import { createFleetAuthority } from '@borne/simulators/central-api/identity/fleet-authority';
import { type EnrolledKiosk, enrolledKiosk } from '@borne/simulators/central-api/testing/enrolled-kiosk';
import { createCentralClient } from '@borne/sync/central/client';
import { batchStatement } from '@borne/sync/contract/statements';
import { newKeyPair, seal } from '@borne/sync/envelope/hpke';
import { recipientOf } from '@borne/sync/envelope/recipient';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WrittenJournal } from './store-centre.ts';

const centreKeys = newKeyPair();
/** Next to nothing comes back while the test lasts, on however slow a machine. */
const limits = { perSecond: 0.001, burst: 40, underWay: 4 };
let folder: string;
let api: CentralApi;
let flooding: EnrolledKiosk;
let honest: EnrolledKiosk;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'borne-flood-'));
  api = await createCentralApi({
    ...{ file: join(folder, 'central.db'), clock: systemClock, personas: [] },
    recipients: [centreKeys],
    limits,
  });
  await api.listen(0);
  const enrol = (kiosk: string) =>
    enrolledKiosk(api, { kiosk, folder: join(folder, kiosk), clock: systemClock });
  flooding = await enrol('flooding');
  honest = await enrol('honest');
});
afterEach(async () => {
  await Promise.all([flooding.identity.close(), honest.identity.close()]);
  await api.close();
  rmSync(folder, { recursive: true });
});

const sendTo = (kiosk: EnrolledKiosk, journal: WrittenJournal, from: number, to: number) =>
  createCentralClient({ ...kiosk.http, signer: kiosk.identity }).send({
    ...{ kiosk: journal.kiosk, epoch: journal.epoch, from, to, batch: journal.batch(from, to), more: false },
  });

/** Asked again when no answer came, as an uplink does: all of this is one process, whose flood starves its own clients. */
async function answered(journal: WrittenJournal, from: number, to: number) {
  for (;;) {
    const reply = await sendTo(honest, journal, from, to);
    if (reply.reply !== 'failed' || reply.error.code === 'refused') return reply;
  }
}

const put = (kiosk: EnrolledKiosk, body: Buffer, headers: Record<string, string> = {}) =>
  kiosk.http.fetch(`${api.url}/v1/kiosks/flooding/journal/${'0'.repeat(32)}/1-1`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', ...headers },
    body: new Uint8Array(body),
  });

it('answers the others, rightly and all of them, while one floods; which is told to wait', async () => {
  const journal = new WrittenJournal('honest').upTo(100);
  await answered(journal, 1, 10);
  const garbage = Buffer.alloc(300_000, ' ');
  const statuses = new Map<number | 'broken', number>();
  const count = (status: number | 'broken') => statuses.set(status, (statuses.get(status) ?? 0) + 1);
  const waits = new Set<string | null>();
  const flood = Promise.all(
    Array.from({ length: 80 }, async () => {
      try {
        const answer = await put(flooding, garbage);
        if (answer.status === 429) waits.add(answer.headers.get('retry-after'));
        count(answer.status);
      } catch {
        count('broken');
      }
    }),
  );
  for (let from = 11; from <= 100; from += 10)
    expect(await answered(journal, from, from + 9)).toMatchObject({
      reply: 'acknowledged',
      watermark: { seq: from + 9, head: journal.hashAfter(from + 9) },
    });
  await flood;
  expect(statuses.get(429) ?? 0).toBeGreaterThan(0);
  expect((statuses.get(400) ?? 0) + (statuses.get(403) ?? 0)).toBeLessThanOrEqual(limits.burst);
  for (const wait of waits) expect(Number(wait)).toBeGreaterThan(0);
  expect((await api.records()).map(({ kiosk }) => kiosk)).toEqual(Array(100).fill('honest'));
});

it('refuses bodies that are too long, or that would be once inflated, before it reads them', async () => {
  expect((await put(flooding, Buffer.alloc(3 * 1024 * 1024, ' '))).status).toBe(413);
  const inGzip = async (body: Buffer, coding = 'gzip') =>
    (await put(flooding, body, { 'content-encoding': coding })).status;
  const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, ' '));
  expect(await inGzip(bomb)).toBe(413);
  // As long as is taken plain, and one byte more: it is inflated bytes that count.
  const longest = 2 * 1024 * 1024;
  expect(await inGzip(gzipSync(Buffer.alloc(longest, ' ')))).toBe(400);
  expect(await inGzip(gzipSync(Buffer.alloc(longest + 1, ' ')))).toBe(413);
  expect(await inGzip(bomb.subarray(0, 1000))).toBe(400);
  expect(await inGzip(Buffer.from('{}'))).toBe(400);
});

it('counts strangers by their address, however many certificates they make for themselves', async () => {
  const asStranger = async () => {
    const { privateKey: key, certificate } = await createFleetAuthority(Date.now());
    const cert = new X509Certificate(certificate).toString();
    const asked = request(`${api.url}/v1/time?nonce=${'0'.repeat(32)}`, {
      ...{ key, cert, rejectUnauthorized: false, agent: false },
    }).end();
    const [answer] = await once(asked, 'response');
    answer.resume();
    return answer.statusCode;
  };
  const statuses: unknown[] = [];
  for (let n = 0; n <= limits.burst; n += 1) statuses.push(await asStranger());
  expect(statuses.at(-1)).toBe(429);
  // Who is of the fleet is another caller, at the same address.
  const journal = new WrittenJournal('honest').upTo(1);
  expect(await answered(journal, 1, 1)).toMatchObject({ reply: 'acknowledged' });
});

it('takes a batch as it is or in gzip, and says which it would have when it is in something else', async () => {
  const journal = new WrittenJournal('flooding').upTo(3);
  const { kiosk, epoch } = journal;
  const send = async (seq: number, headers: Record<string, string>, coded: (json: string) => Uint8Array) => {
    const batch = journal.batch(seq, seq);
    const { prev, head } = batch;
    const signature = await flooding.identity.sign(
      batchStatement({ kiosk, epoch, from: seq, to: seq, prev, head }),
    );
    return flooding.http.fetch(`${api.url}/v1/kiosks/${kiosk}/journal/${epoch}/${seq}-${seq}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', ...headers },
      body: new Uint8Array(coded(JSON.stringify({ ...batch, signature }))),
    });
  };
  expect((await send(1, {}, Buffer.from)).status).toBe(200);
  expect((await send(2, { 'content-encoding': 'GZIP' }, gzipSync)).status).toBe(200);
  for (const coding of ['br', 'deflate', 'gzip, gzip']) {
    const refused = await send(3, { 'content-encoding': coding }, brotliCompressSync);
    expect([refused.status, refused.headers.get('accept-encoding')]).toEqual([415, 'gzip']);
  }
  expect((await api.records()).map(({ seq }) => seq)).toEqual([1, 2]);
});

it('keeps a record that would inflate without end, and never inflates it', async () => {
  const { id: key, publicKey } = recipientOf(centreKeys.publicKey);
  const info = Buffer.from('Borne, body of a journal record, suite 1');
  // Eight megabytes in eight kilobytes; the end marker makes it what a body is before it is sealed.
  const packed = Buffer.concat([deflateRawSync(Buffer.alloc(8 * 1024 * 1024)), Buffer.from([0x80])]);
  const journal = new WrittenJournal('flooding').write(
    'card-forgotten',
    (header) => seal(publicKey, packed, { info, aad: Buffer.from(header) }),
    { suite: 1, key },
  );
  expect(await sendTo(flooding, journal, 1, 1)).toMatchObject({ reply: 'acknowledged' });
  expect((await api.setApart()).quarantined).toEqual([{ seq: 1, reason: 'the sealed body does not open' }]);
  const others = new WrittenJournal('honest').upTo(1);
  expect(await sendTo(honest, others, 1, 1)).toMatchObject({ reply: 'acknowledged' });
});
