import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { epochMilliseconds, milliseconds } from '@borne/domain/time';
import { createCanvas } from '@napi-rs/canvas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CentralApi, createCentralApi } from '../central-api.ts';

const clock = { now: () => epochMilliseconds(Date.UTC(2026, 10, 22, 9)), monotonic: () => milliseconds(0) };
const failures: unknown[] = [];
let centre: CentralApi;
let page: string;

beforeAll(async () => {
  centre = await createCentralApi({ file: ':memory:', clock, personas: [] });
  centre.subscribe((event) => failures.push(event));
  page = `${await centre.listenForPeople(0)}/verifier`;
});
afterAll(() => centre.close());

const paste = (seal: string) => fetch(page, { method: 'POST', body: new URLSearchParams({ seal }) });

function send(file: BlobPart, name = 'photo') {
  const form = new FormData();
  form.set(name, new Blob([file], { type: 'image/jpeg' }), 'photo.jpg');
  return fetch(page, { method: 'POST', body: form });
}

/** A photo whose first bytes have arrived, and no other will. */
async function startedUpload(): Promise<Socket> {
  const { port, hostname } = new URL(page);
  const socket = connect(Number(port), hostname).on('error', () => {});
  const body = 'content-disposition: form-data; name="photo"; filename="a.png"\r\n\r\nx';
  socket.write(
    'POST /verifier HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 1000000\r\n' +
      `content-type: multipart/form-data; boundary=b\r\n\r\n--b\r\n${body}`,
  );
  // The server says that it goes on reading once it has the request.
  await once(socket, 'data');
  return socket;
}

const titleOf = (html: string) => /<h2>([^<]+)</.exec(html)?.[1];

describe('the page', () => {
  it('is where people get who know no more than the name of the server', async () => {
    expect((await fetch(new URL('/', page))).url).toBe(page);
  });

  it('is in French, runs no script, loads nothing, is not kept and is in nobody’s frame', async () => {
    const answer = await fetch(page);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
      'referrer-policy': 'no-referrer',
    });
    const html = await answer.text();
    expect(html).toContain('<html lang="fr">');
    expect(html).not.toMatch(/<script|<link|<img|https?:/);
  });

  it('judges a text, and shows nothing of one that it cannot verify', async () => {
    const html = await (await paste('https://example.org/<b>"mine"</b>')).text();
    expect(titleOf(html)).toBe('Pas un sceau');
    expect(html).not.toContain('example.org');
  });

  it('says so when nothing, or no photo, or no code is sent', async () => {
    expect(await (await paste('')).text()).toContain('Aucun texte');
    expect(await (await send('not a photo')).text()).toContain('n’est pas une photo');
    expect(await (await send('')).text()).toContain('Aucune photo');
    const blank = new Uint8Array(createCanvas(200, 200).toBuffer('image/png'));
    expect(await (await send(blank)).text()).toContain('Aucun code');
  });

  it.each([
    ['a text beyond any seal', () => paste('0'.repeat(20_000)), 413],
    ['a photo beyond measure', () => send(new Uint8Array(13 * 1024 * 1024)), 413],
    [
      'JSON',
      () => fetch(page, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }),
      400,
    ],
    ['nothing at all', () => fetch(page, { method: 'POST' }), 400],
    [
      'another kind of body',
      () => fetch(page, { method: 'POST', body: 'x', headers: { 'content-type': 'text/csv' } }),
      415,
    ],
    [
      'a form that is none',
      () => fetch(page, { method: 'POST', body: 'x', headers: { 'content-type': 'multipart/form-data' } }),
      400,
    ],
  ])('answers %s with itself, and why', async (_, ask, status) => {
    const answer = await ask();
    expect([answer.status, titleOf(await answer.text())]).toEqual([status, 'Rien n’a été vérifié']);
  });

  it('stays open while others send their photos and never end', async () => {
    const idle = await Promise.all([1, 2, 3].map(() => startedUpload()));
    expect(await (await send('not a photo')).text()).toContain('n’est pas une photo');
    const fourth = await startedUpload();
    expect(await (await send('not a photo')).text()).toContain('réessayez dans un instant');
    for (const socket of [...idle, fourth]) socket.destroy();
    await expect.poll(async () => (await send('not a photo')).text()).toContain('n’est pas une photo');
  });

  it('tells the centre nothing of what was sent', () => {
    expect(failures).toEqual([]);
  });
});
