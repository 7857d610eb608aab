import { mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kiosk } from '@borne/state-machines/kiosk';
import type { IntentMessage, View } from '@borne/state-machines/view';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { silentLog } from '../log/log.ts';
import { startWebServer, type WebServer } from './server.ts';

const attract: View = {
  screen: 'attract#1',
  lang: 'fr',
  dir: 'ltr',
  banners: [],
  actions: [],
  kind: 'attract',
  title: 'Insérez votre carte Vitale',
  body: '',
  services: [],
};

const sent: IntentMessage[] = [];
const kiosk = {
  view: () => attract,
  subscribe: () => () => {},
  send: (message: IntentMessage) => {
    sent.push(message);
    return { refused: 'not offered' };
  },
} as unknown as Kiosk;

describe('the web server of a real kiosk', () => {
  let server: WebServer;
  let port: string;

  beforeAll(async () => {
    const ui = mkdtempSync(join(tmpdir(), 'borne-ui-'));
    writeFileSync(join(ui, 'index.html'), '<!doctype html><title>screen</title>');
    const started = await startWebServer({
      kiosk,
      assets: { ui, bench: ui },
      log: silentLog,
      host: '127.0.0.1',
      port: 0,
    });
    if (!started.ok) throw new Error(started.error);
    server = started.value;
    port = new URL(server.url).port;
  });
  afterAll(() => server.close());

  /** A request with headers that `fetch` would not let one forge. */
  const ask = (
    path: string,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; headers: object }> =>
    new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, path, headers }, (response) => {
        response.resume();
        resolve({ status: response.statusCode ?? 0, headers: response.headers });
      });
      asked.on('error', reject).end();
    });

  const screen = (origin?: string) => new WebSocket(`ws://127.0.0.1:${port}/ui`, origin ? { origin } : {});
  const closing = (socket: WebSocket): Promise<number> =>
    new Promise((resolve) => {
      socket.on('error', () => {});
      socket.on('close', resolve);
    });
  const firstMessage = (socket: WebSocket): Promise<object> =>
    new Promise((resolve) => socket.once('message', (data) => resolve(JSON.parse(String(data)))));

  it('serves the screen with a policy that lets nothing in from elsewhere', async () => {
    const { status, headers } = await ask('/');
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringContaining("default-src 'self'"),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
  });

  it('has no bench', async () => {
    for (const path of ['/bench/', '/bench/api/state', '/bench/api/openapi.json']) {
      expect((await ask(path)).status).toBe(404);
    }
  });

  it('answers nobody who comes by another name or from another page', async () => {
    expect((await ask('/', { host: 'evil.example' })).status).toBe(403);
    expect((await ask('/', { origin: 'http://evil.example' })).status).toBe(403);
    expect((await ask('/', { origin: 'null' })).status).toBe(403);
    expect((await ask('/', { host: `localhost:${port}` })).status).toBe(200);
  });

  it.each(['/../package.json', '/%2e%2e/package.json', '/..%2fpackage.json', '//etc/passwd'])(
    'does not leave its folder for %s',
    async (path) => {
      expect((await ask(path)).status).toBeGreaterThanOrEqual(400);
    },
  );

  it('shows the View to a screen of its own page, and to nothing else', async () => {
    const own = screen(server.url);
    expect(await firstMessage(own)).toEqual({ type: 'view', view: attract });
    own.close();
    expect(await closing(screen())).toBe(1008);
  });

  it('tells a screen why its message was refused', async () => {
    const own = screen(server.url);
    await firstMessage(own);
    own.send('{');
    expect(await firstMessage(own)).toEqual({ type: 'refused', reason: 'not JSON' });
    own.send(JSON.stringify({ type: 'intent', screen: 'attract#1', intent: { type: 'confirm' } }));
    expect(await firstMessage(own)).toEqual({ type: 'refused', reason: 'not offered' });
    expect(sent).toEqual([{ screen: 'attract#1', intent: { type: 'confirm' } }]);
    own.close();
  });

  it('hangs up on a screen that sends too much, or too long', async () => {
    const flooding = screen(server.url);
    await firstMessage(flooding);
    for (let index = 0; index < 200; index++) flooding.send('x');
    expect(await closing(flooding)).toBe(1008);
    const talking = screen(server.url);
    await firstMessage(talking);
    talking.send('x'.repeat(5000));
    expect(await closing(talking)).toBe(1009);
  });

  it('keeps the number of screens small', async () => {
    const screens = Array.from({ length: 4 }, () => screen(server.url));
    await Promise.all(screens.map(firstMessage));
    expect(await closing(screen(server.url))).toBe(1013);
    const closed = screens.map(closing);
    for (const open of screens) open.close();
    await Promise.all(closed);
  });
});
