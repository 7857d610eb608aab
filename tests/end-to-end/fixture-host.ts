import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { View } from '@borne/state-machines/view';
import { type WebSocket, WebSocketServer } from 'ws';

const builtScreens = fileURLToPath(new URL('../../dist/ui/', import.meta.url));

const mediaTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};

/** Serves the built screens and, instead of a kiosk, whatever View a test wants to see. */
export class FixtureHost {
  readonly received: unknown[] = [];
  #away = false;
  readonly #channel: WebSocketServer;

  private constructor(
    private readonly server: Server,
    private view: View,
  ) {
    this.#channel = new WebSocketServer({ server, path: '/ui', verifyClient: () => !this.#away });
    this.#channel.on('connection', (page) => {
      page.on('message', (data) => {
        const message = JSON.parse(String(data));
        // What a page says by itself every ten seconds is no answer to anybody.
        if (message.type !== 'painted') this.received.push(message);
      });
      this.#push(page);
    });
  }

  static async start(first: View): Promise<FixtureHost> {
    const server = createServer(({ url = '/' }, response) => {
      const file = join(builtScreens, url === '/' ? 'index.html' : url);
      if (!file.startsWith(builtScreens) || !existsSync(file)) return response.writeHead(404).end();
      response.setHeader('content-security-policy', "default-src 'self'");
      response.setHeader('content-type', mediaTypes[extname(file)] ?? 'application/octet-stream');
      return response.end(readFileSync(file));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FixtureHost(server, first);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  show(view: View): void {
    this.view = view;
    for (const page of this.#channel.clients) this.#push(page);
  }

  /** Cuts every page off, and refuses them until `comeBack`. */
  goAway(): void {
    this.#away = true;
    for (const page of this.#channel.clients) page.terminate();
  }

  comeBack(): void {
    this.#away = false;
  }

  close(): void {
    this.goAway();
    this.server.close();
  }

  #push(page: WebSocket): void {
    page.send(JSON.stringify({ type: 'view', view: this.view }));
  }
}
