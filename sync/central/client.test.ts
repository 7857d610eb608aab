import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { CardSerial } from '@borne/domain/rights';
import { milliseconds } from '@borne/domain/time';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GENESIS } from '../contract/journal.ts';
import { PROBLEM } from '../contract/problem.ts';
import { batchStatement } from '../contract/statements.ts';
import type { PendingBatch } from '../journal/stream.ts';
import { createCentralClient } from './client.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let answer: Answer;
/** Body of the last request. */
let received: Buffer;
let seen: { method?: string | undefined; url?: string | undefined; coding?: string | undefined }[];

beforeEach(async () => {
  seen = [];
  server = createServer((request, response) => {
    seen.push({
      ...{ method: request.method, url: request.url },
      coding: request.headers['content-encoding'],
    });
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      received = Buffer.concat(chunks);
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** A stand-in: what matters here is what was signed. */
const signatureOf = (statement: string) =>
  Buffer.from(statement).toString('base64url').padEnd(86, 'A').slice(-86);

const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function client(timeout = 5000) {
  const timeouts = { rights: milliseconds(timeout), journal: milliseconds(timeout) };
  const signer = { sign: async (statement: string) => signatureOf(statement) };
  return createCentralClient({ url: url(), signer, fetch, timers: globalThis, timeouts });
}

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response
      .writeHead(status, {
        'content-type': status < 400 ? 'application/json; charset=utf-8' : 'application/problem+json',
        ...headers,
      })
      .end(JSON.stringify(body));

const problem = (status: number, type = 'about:blank', more: object = {}, headers = {}) =>
  json(status, { type, title: 'Any title', status, ...more }, headers);

const page =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response
      .writeHead(status, { 'content-type': 'text/html', ...headers })
      .end('<h1>Bienvenue sur le Wi-Fi</h1>');

const serial = '99000000000000001' as CardSerial;

/** A fictional person: the commune code does not exist. */
const assure = {
  rang: '01',
  familyName: 'ESSAI',
  givenNames: 'CLAIRE',
  birth: '19690512',
  nir: '269054958815780',
  periods: [{ from: '2025-01-01', to: '2026-12-31' }],
  doctorDeclared: true,
};
const rights = {
  asOf: '2026-11-22',
  organisme: { regime: '01', caisse: '491', centre: '0881' },
  beneficiaries: [assure],
};

describe('asking for the rights of a card', () => {
  it('returns them in the words of the domain, the assuré first', async () => {
    const child = { ...assure, rang: '02', givenNames: 'LOU', periods: [] };
    answer = json(200, { ...rights, beneficiaries: [child, assure] });
    const found = await client().rightsOf(serial);
    expect(found).toEqual({
      ok: true,
      value: { ...rights, source: 'central', beneficiaries: [assure, child] },
    });
    expect(seen).toEqual([{ method: 'GET', url: '/v1/cards/99000000000000001/rights' }]);
  });

  it('returns the exonerations that the centre knows', async () => {
    const exonerations = [{ code: '13', period: { from: '2025-01-01', to: '2029-12-31' } }];
    answer = json(200, { ...rights, beneficiaries: [{ ...assure, exonerations }] });
    const found = await client().rightsOf(serial);
    expect(found).toMatchObject({ ok: true, value: { beneficiaries: [{ ...assure, exonerations }] } });
  });

  it.each<[string, Answer, string]>([
    ['an unknown card', problem(404, PROBLEM.unknownCard), 'not-found'],
    ['an address that is not the centre’s', page(404), 'unreachable'],
    ['another 404 of the centre', problem(404), 'refused'],
    ['a certificate that it refuses', problem(401, PROBLEM.certificateRevoked), 'unreachable'],
    ['what this kiosk may not ask', problem(403), 'refused'],
    ['a fault of its own', problem(500), 'unreachable'],
    ['a proxy that finds nobody behind', page(502), 'unreachable'],
    ['too much work', problem(429), 'unreachable'],
    ['a captive portal', page(200), 'unreachable'],
    ['JSON that is something else', json(200, { hello: 'world' }), 'unreachable'],
    [
      'text that is not JSON',
      (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"asOf":'),
      'unreachable',
    ],
    ['nobody covered', json(200, { ...rights, beneficiaries: [] }), 'unreachable'],
    [
      'a NIR whose key is wrong',
      json(200, { ...rights, beneficiaries: [{ ...assure, nir: '269054958815781' }] }),
      'unreachable',
    ],
    ['a day that does not exist', json(200, { ...rights, asOf: '2026-02-30' }), 'unreachable'],
    [
      'a period that ends before it begins',
      json(200, {
        ...rights,
        beneficiaries: [{ ...assure, periods: [{ from: '2026-01-01', to: '2025-01-01' }] }],
      }),
      'unreachable',
    ],
    [
      'an exoneration that ends before it begins',
      json(200, {
        ...rights,
        beneficiaries: [
          { ...assure, exonerations: [{ code: '13', period: { from: '2026-01-01', to: '2025-01-01' } }] },
        ],
      }),
      'unreachable',
    ],
    ['a reset connection', (request) => request.socket.resetAndDestroy(), 'unreachable'],
    [
      'an answer cut in the middle',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        response.write('{"asOf":', () => response.destroy());
      },
      'unreachable',
    ],
    [
      'an answer that is right, and far too long',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(rights) + ' '.repeat(300 * 1024));
      },
      'unreachable',
    ],
  ])('tells %s', async (_, given, code) => {
    answer = given;
    const found = await client().rightsOf(serial);
    expect(found).toMatchObject({ ok: false, error: { device: 'central-api', code } });
    expect(JSON.stringify(found, (key, value) => (key === 'cause' ? undefined : value))).not.toMatch(
      /ESSAI|CLAIRE|26905|99000000000000001/,
    );
  });

  it('does not follow a portal, even to an answer that looks right', async () => {
    answer = (request, response) =>
      request.url === '/portal'
        ? json(200, rights)(request, response)
        : page(302, { location: '/portal' })(request, response);
    expect(await client().rightsOf(serial)).toMatchObject({ error: { code: 'unreachable' } });
    expect(seen).toHaveLength(1);
  });

  it('gives up when no answer comes, and when it comes by drops', async () => {
    answer = () => undefined;
    expect(await client(50).rightsOf(serial)).toMatchObject({ error: { code: 'timeout', retryable: true } });
    answer = (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).write('{');
    expect(await client(50).rightsOf(serial)).toMatchObject({ error: { code: 'timeout' } });
  });

  it('stops when the caller gives up', async () => {
    const controller = new AbortController();
    answer = () => controller.abort();
    expect(await client().rightsOf(serial, controller.signal)).toMatchObject({
      error: { code: 'cancelled' },
    });
    expect(await client().rightsOf(serial, controller.signal)).toMatchObject({
      error: { code: 'cancelled' },
    });
    expect(seen).toHaveLength(1);
  });

  it('tells that nobody listens', async () => {
    const absent = client();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(await absent.rightsOf(serial)).toMatchObject({
      error: { code: 'unreachable', detail: 'ECONNREFUSED', retryable: true },
    });
    await new Promise<void>((resolve) => server.listen(0, resolve));
  });
});

describe('sending a batch', () => {
  const epoch = '0123456789abcdef'.repeat(2);
  const pending: PendingBatch = {
    kiosk: 'borne-1',
    epoch,
    from: 3,
    to: 3,
    batch: { prev: GENESIS, records: [{ header: '{}', body: 'e30=' }], head: GENESIS },
    more: false,
  };
  const watermark = { epoch, seq: 3, head: GENESIS, key: '0'.repeat(16), signature: 'A'.repeat(86) };

  it('names the records in the address, and returns the watermark', async () => {
    answer = json(200, watermark);
    expect(await client().send(pending)).toEqual({ reply: 'acknowledged', watermark });
    expect(seen).toMatchObject([{ method: 'PUT', url: `/v1/kiosks/borne-1/journal/${epoch}/3-3` }]);
  });

  it('signs what it sends, where it belongs included, and sends it in gzip', async () => {
    answer = json(200, watermark);
    await client().send(pending);
    const { prev, head } = pending.batch;
    const statement = batchStatement({ kiosk: 'borne-1', epoch, from: 3, to: 3, prev, head });
    expect(seen).toMatchObject([{ coding: 'gzip' }]);
    expect(JSON.parse(gunzipSync(received).toString())).toEqual({
      ...pending.batch,
      signature: signatureOf(statement),
    });
  });

  it('takes no watermark that is not signed', async () => {
    const { signature: _, ...unsigned } = watermark;
    answer = json(200, unsigned);
    expect(await client().send(pending)).toMatchObject({ reply: 'failed' });
    answer = problem(409, PROBLEM.journalGap, { watermark: unsigned });
    expect(await client().send(pending)).toMatchObject({ reply: 'failed' });
  });

  it.each<[string, Answer, object]>([
    ['a gap', problem(409, PROBLEM.journalGap, { watermark }), { reply: 'gap', watermark }],
    [
      'a gap without a watermark',
      problem(409, PROBLEM.journalGap),
      { reply: 'failed', error: { code: 'refused' } },
    ],
    ['a fork', problem(422, PROBLEM.journalForked), { reply: 'forked', error: { code: 'refused' } }],
    ['a batch it finds malformed', problem(400), { reply: 'failed', error: { code: 'refused' } }],
    ['a revoked kiosk', problem(403), { reply: 'failed', error: { code: 'refused' } }],
    [
      'too much work, for now',
      problem(503, 'about:blank', {}, { 'retry-after': '120' }),
      { reply: 'failed', error: { code: 'unreachable' }, retryAfter: 120_000 },
    ],
    [
      'an acknowledgement that is not one',
      json(200, { ok: true }),
      { reply: 'failed', error: { code: 'unreachable' } },
    ],
    ['a captive portal', page(200), { reply: 'failed', error: { code: 'unreachable' } }],
  ])('tells %s', async (_, given, reply) => {
    answer = given;
    expect(await client().send(pending)).toMatchObject(reply);
  });

  it('reads a date to wait for by the clock of the one that gave it', async () => {
    answer = problem(
      503,
      'about:blank',
      {},
      { date: 'Sun, 22 Nov 2026 08:00:00 GMT', 'retry-after': 'Sun, 22 Nov 2026 08:01:00 GMT' },
    );
    expect(await client().send(pending)).toMatchObject({ retryAfter: 60_000 });
  });

  it('goes where the centre sends it, at once the next time, and asks again when nobody is there', async () => {
    const elsewhere = createServer(
      (request, response) => request.resume() && json(200, watermark)(request, response),
    );
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    const { port } = elsewhere.address() as AddressInfo;
    answer = (request, response) =>
      response.writeHead(308, { location: `http://127.0.0.1:${port}${request.url}` }).end();
    const sender = client();
    for (let count = 0; count < 2; count += 1)
      expect(await sender.send(pending)).toEqual({ reply: 'acknowledged', watermark });
    expect(seen).toHaveLength(1);

    elsewhere.closeAllConnections();
    await new Promise((resolve) => elsewhere.close(resolve));
    answer = json(200, watermark);
    expect(await sender.send(pending)).toMatchObject({ reply: 'failed', error: { code: 'unreachable' } });
    expect(await sender.send(pending)).toEqual({ reply: 'acknowledged', watermark });
    expect(seen).toHaveLength(2);
  });

  it('goes to no other host', async () => {
    answer = (_, response) => response.writeHead(308, { location: 'http://localhost:1/' }).end();
    expect(await client().send(pending)).toMatchObject({ reply: 'failed', error: { code: 'unreachable' } });
  });
});
