import { err, ok, type Result } from '@borne/domain/result';
import type { Kiosk } from '@borne/state-machines/kiosk';
import fastifyStatic from '@fastify/static';
import fastifyWebsocket from '@fastify/websocket';
import fastify, { type FastifyInstance } from 'fastify';
import type { Log } from '../log/log.ts';
import { maxIntentBytes, parseIntentMessage, type ToScreen } from './ui-channel.ts';

/** Folders of the built pages. */
export interface Assets {
  readonly ui: string;
  readonly bench: string;
}

export interface WebServer {
  /** Address of the kiosk screen, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Adds the bench's routes to a scope of the server. */
export type BenchPlugin = (app: FastifyInstance) => Promise<void>;

interface WebServerOptions {
  readonly kiosk: Kiosk;
  readonly assets: Assets;
  readonly log: Log;
  readonly host: string;
  readonly port: number;
  /** The bench's API, in simulation only. */
  readonly bench?: BenchPlugin;
}

/** Everything a page may load comes from here; nothing may frame the screen but the bench beside it. */
const securityHeaders = {
  'content-security-policy':
    "default-src 'self'; connect-src 'self'; img-src 'self' data:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** Serves the screen (`/`), its channel (`/ui`) and, in simulation, the bench (`/bench`). */
export async function startWebServer(options: WebServerOptions): Promise<Result<WebServer, string>> {
  const { kiosk, assets, log, host, port } = options;
  // A browser keeps connections open; closing must not wait for it to let go.
  const app = fastify({ logger: false, bodyLimit: 64 * 1024, forceCloseConnections: true });
  const ownHosts = new Set<string>();

  // A page of another site open in some browser on this machine must not reach the kiosk, by DNS rebinding or not.
  app.addHook('onRequest', async (request, reply) => {
    const origin = request.headers.origin;
    const foreign = origin !== undefined && !ownHosts.has(origin.replace(/^https?:\/\//, ''));
    if (foreign || !ownHosts.has(request.headers.host ?? ''))
      return reply.code(403).send({ error: 'not from here' });
    reply.headers(securityHeaders);
  });

  await app.register(fastifyWebsocket, { options: { maxPayload: maxIntentBytes } });
  await app.register(fastifyStatic, { root: assets.ui, cacheControl: false });
  if (options.bench) {
    await app.register(fastifyStatic, {
      root: assets.bench,
      prefix: '/bench/',
      decorateReply: false,
      cacheControl: false,
      redirect: true,
    });
    await app.register(options.bench, { prefix: '/bench/api' });
  }
  await app.register(async (scope) => attachScreens(scope, kiosk, log));

  try {
    await app.listen({ host, port });
  } catch (cause) {
    await app.close();
    return err(`cannot listen on ${host}:${port}: ${cause instanceof Error ? cause.message : cause}`);
  }
  const address = app.server.address();
  const actualPort = typeof address === 'object' && address ? address.port : port;
  for (const name of [host, 'localhost', '127.0.0.1']) ownHosts.add(`${name}:${actualPort}`);
  return ok({ url: `http://${host}:${actualPort}`, close: () => app.close() });
}

/** One WebSocket a screen: the whole View at each change, intents back. */
function attachScreens(app: FastifyInstance, kiosk: Kiosk, log: Log): void {
  let screens = 0;
  app.get('/ui', { websocket: true }, (socket) => {
    const send = (message: ToScreen) => socket.send(JSON.stringify(message));
    const refuse = (reason: string) => send({ type: 'refused', reason });
    log.write('screen.connected', { screens: ++screens });
    const unsubscribe = kiosk.subscribe((view) => send({ type: 'view', view }));
    send({ type: 'view', view: kiosk.view() });

    socket.on('message', (data: Buffer) => {
      const message = parseIntentMessage(data.toString('utf8'));
      if ('malformed' in message) {
        log.write('intent.malformed', { problem: message.malformed });
        refuse(message.malformed);
        return;
      }
      const answer = kiosk.send(message);
      if (answer === 'accepted') return;
      log.write('intent.refused', { intent: message.intent.type, reason: answer.refused });
      refuse(answer.refused);
    });
    socket.on('close', () => {
      unsubscribe();
      log.write('screen.disconnected', { screens: --screens });
    });
  });
}
