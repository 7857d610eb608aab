import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CardSerial } from '@borne/domain/rights';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from './list-file.ts';
import { openOpposition } from './opposition.ts';
import { encodeOppositionList } from './opposition-list.ts';

const lost = '80250000002000010017' as CardSerial;
const stolen = '80250000002000010025' as CardSerial;
const asked: (string | undefined)[] = [];

let folder: string;
let answer: RequestListener;
const server = createServer((request, response) => {
  asked.push(request.headers['if-none-match']);
  answer(request, response);
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'borne-opposition-'));
  asked.length = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const file = () => join(folder, 'reference', 'opposition');

function open() {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return openOpposition({ file: file(), http: { url, fetch, timers: globalThis } });
}

function serve(list: Uint8Array, headers: Record<string, string> = {}) {
  const etag = `"${sha256(list)}"`;
  answer = (request, response) => {
    const known = request.headers['if-none-match'] === etag;
    response.writeHead(known ? 304 : 200, { etag, 'content-type': 'application/octet-stream', ...headers });
    response.end(known ? undefined : list);
  };
}

describe('the opposition list of a kiosk', () => {
  it('opposes nobody until there is one, then whom it names, then whom the next one names', async () => {
    const opposition = open();
    expect(opposition.isOpposed(lost)).toBe(false);
    serve(encodeOppositionList([lost]));
    expect(await opposition.refresh()).toEqual({ refresh: 'replaced', cards: 1, kept: true });
    expect([opposition.isOpposed(lost), opposition.isOpposed(stolen)]).toEqual([true, false]);
    expect(await opposition.refresh()).toEqual({ refresh: 'unchanged' });
    serve(encodeOppositionList([stolen]));
    expect(await opposition.refresh()).toEqual({ refresh: 'replaced', cards: 1, kept: true });
    expect([opposition.isOpposed(lost), opposition.isOpposed(stolen)]).toEqual([false, true]);
  });

  it('is there at the next start without the centre, and is not asked for again', async () => {
    serve(encodeOppositionList([lost]));
    await open().refresh();
    const later = open();
    expect(later.isOpposed(lost)).toBe(true);
    expect(await later.refresh()).toEqual({ refresh: 'unchanged' });
    expect(asked).toEqual([undefined, `"${sha256(encodeOppositionList([lost]))}"`]);
  });

  it('is asked for again when the disk changed a byte of it', async () => {
    serve(encodeOppositionList([lost]));
    await open().refresh();
    const kept = readFileSync(file());
    kept[kept.length - 1] = (kept.at(-1) ?? 0) ^ 1;
    writeFileSync(file(), kept);
    const later = open();
    expect(later.isOpposed(lost)).toBe(false);
    expect(await later.refresh()).toMatchObject({ refresh: 'replaced' });
  });

  it('serves without a disk that takes it', async () => {
    serve(encodeOppositionList([lost]));
    writeFileSync(join(folder, 'reference'), 'a file where the folder should be');
    const opposition = open();
    expect(await opposition.refresh()).toEqual({ refresh: 'replaced', cards: 1, kept: false });
    expect(opposition.isOpposed(lost)).toBe(true);
  });

  const list = encodeOppositionList([stolen]);
  const send = (
    status: number,
    headers: Record<string, string>,
    body?: string | Uint8Array,
  ): RequestListener => {
    return (_, response) => response.writeHead(status, headers).end(body);
  };
  const binary = { 'content-type': 'application/octet-stream' };

  it.each<[string, RequestListener, string]>([
    ['a page', send(200, { 'content-type': 'text/html' }, '<p>Wi-Fi</p>'), 'found text/html'],
    ['a list cut short', send(200, { ...binary, etag: `"${sha256(list)}"` }, list.subarray(1)), 'its ETag'],
    ['a list without an ETag', send(200, binary, list), 'its ETag'],
    ['nonsense', send(200, { ...binary, etag: `"${sha256(Buffer.from('x'))}"` }, 'x'), 'expected OPP 01'],
    ['too much', send(200, binary, Buffer.alloc(5 * 1024 * 1024)), 'more than 4194304 bytes'],
    ['a refusal', send(403, {}), 'HTTP 403'],
    ['a failure', send(503, {}), 'HTTP 503'],
    ['a redirection', send(302, { location: 'http://elsewhere.invalid' }), 'HTTP 302'],
    ['a hang-up', (request) => request.destroy(), 'connection failed'],
  ])('stays as it is when the centre answers %s', async (_, wrong, problem) => {
    serve(encodeOppositionList([lost]));
    const opposition = open();
    await opposition.refresh();
    answer = wrong;
    expect(await opposition.refresh()).toEqual({
      refresh: 'failed',
      problem: expect.stringContaining(problem),
    });
    expect(opposition.isOpposed(lost)).toBe(true);
    expect(open().isOpposed(lost)).toBe(true);
  });

  it('gives up when asked to', async () => {
    const stop = new AbortController();
    answer = () => stop.abort();
    expect(await open().refresh(stop.signal)).toEqual({
      refresh: 'failed',
      problem: 'cancelled by the caller',
    });
  });
});
