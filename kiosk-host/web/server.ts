import { err, ok, type Result } from '@borne/domain/result';
import type { Kiosk } from '@borne/state-machines/kiosk';
import fastifyStatic from '@fastify/static';
import fastifyWebsocket from '@fastify/websocket';
import fastify, { type FastifyInstance } from 'fastify';
import type { Log } from '../log/log.ts';
import { rateLimit } from './rate-limit.ts';
import { maxIntentBytes, parseScreenMessage, type ToScreen } from './ui-channel.ts';

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
  /** A screen has painted the view that is shown now. */
  readonly onPainted?: () => void;
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
  const { assets, host, port } = options;
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
  await app.register(async (scope) => attachScreens(scope, options));

  try {
    await app.listen({ host, port });
  } catch (cause) {
    await app.close();
    return err(`cannot listen on ${host}:${port}: ${cause instanceof Error ? cause.message : cause}`);
  }
  const address = app.server.address();
  const actualPort = typeof address === 'object' && address ? address.port : port;
  // `URL` knows what a browser sends: brackets around IPv6, no port when it is 80.
  const urlOn = (name: string) => new URL(`http://${name.includes(':') ? `[${name}]` : name}:${actualPort}`);
  for (const name of [host, 'localhost', '127.0.0.1']) ownHosts.add(urlOn(name).host);
  return ok({ url: urlOn(host).origin, close: () => app.close() });
}

/** Screens at once: the kiosk's own, the bench's, and one being loaded again. */
const mostScreens = 4;
/** What a person can do in a second, generously; more is a fault or an attack. */
const mostIntentsPerSecond = 30;
/** A screen that has not taken this many bytes is not looking. */
const mostUnsentBytes = 1024 * 1024;

/** One WebSocket a screen: the whole View at each change, intents back. */
function attachScreens(app: FastifyInstance, options: WebServerOptions): void {
  const { kiosk, log } = options;
  let screens = 0;
  app.get('/ui', { websocket: true }, (socket, request) => {
    const turnAway = (why: string, code: number) => {
      log.write('screen.refused', { why });
      socket.close(code, why);
    };
    // A browser always says where its page is from; what does not is not a screen.
    if (request.headers.origin === undefined) return turnAway('no origin', 1008);
    if (screens >= mostScreens) return turnAway('too many screens', 1013);

    const send = (message: ToScreen) => {
      if (socket.bufferedAmount > mostUnsentBytes) socket.terminate();
      else socket.send(JSON.stringify(message));
    };
    log.write('screen.connected', { screens: ++screens });
    const unsubscribe = kiosk.subscribe((view) => send({ type: 'view', view }));
    send({ type: 'view', view: kiosk.view() });

    const withinRate = rateLimit(mostIntentsPerSecond);
    socket.on('message', (data: Buffer) => {
      if (!withinRate(performance.now())) return turnAway('too many intents', 1008);
      const refusal = takeMessage(options, data.toString('utf8'));
      if (refusal) send({ type: 'refused', reason: refusal });
    });
    socket.on('close', () => {
      unsubscribe();
      log.write('screen.disconnected', { screens: --screens });
    });
  });
}

/** Hands an intent to the kiosk, or notes that a screen paints; returns why it was refused, if it was. */
function takeMessage({ kiosk, log, onPainted }: WebServerOptions, text: string): string | undefined {
  const message = parseScreenMessage(text);
  if ('malformed' in message) {
    log.write('intent.malformed', { problem: message.malformed });
    return message.malformed;
  }
  if (message.type === 'painted') {
    if (message.screen === kiosk.view().screen) onPainted?.();
    return undefined;
  }
  const answer = kiosk.send({ screen: message.screen, intent: message.intent });
  if (answer === 'accepted') return undefined;
  log.write('intent.refused', { intent: message.intent.type, reason: answer.refused });
  return answer.refused;
}
