import type { X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Server as HttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { FastifyRequest } from 'fastify';
import { HttpProblem } from './problem.ts';
import type { CentralServer } from './server.ts';

/** What one caller may ask for. Beyond it, it is told to wait, and nobody else notices. */
export interface Limits {
  /** Requests a second, in the long run. */
  readonly perSecond: number;
  /** Requests at once after a rest. */
  readonly burst: number;
  /** Requests under way at a time, and so as many bodies in memory. */
  readonly underWay: number;
}

/** A month offline is some four hundred batches: an honest kiosk comes near none of these. */
export const KIOSK_LIMITS: Limits = { perSecond: 50, burst: 300, underWay: 8 };

/** People come by the dozen from one address. */
export const PEOPLE_LIMITS: Limits = { perSecond: 100, burst: 500, underWay: 64 };

/** Callers remembered; those who have rested longest are forgotten first, and begin again. */
const MOST_CALLERS = 50_000;

interface Account {
  /** Requests that may still come at once, as of `at` (milliseconds). */
  left: number;
  at: number;
  underWay: number;
}

/** Counts requests, by whoever makes them: a token bucket (as in RFC 2697, by requests) and a count of those under way. */
export class Accounts {
  readonly #accounts = new Map<string, Account>();
  readonly #limits: Limits;
  readonly #now: () => number;

  /** `now`: monotonic, milliseconds. */
  constructor(limits: Limits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Admits a request of `caller`, to be ended with `end`; or says how long to wait, in seconds. */
  begin(caller: string): { readonly wait: number } | undefined {
    const { perSecond, burst, underWay } = this.#limits;
    const now = this.#now();
    const account = this.#accounts.get(caller) ?? { left: burst, at: now, underWay: 0 };
    account.left = Math.min(burst, account.left + ((now - account.at) / 1000) * perSecond);
    account.at = now;
    this.#remember(caller, account);
    if (account.underWay >= underWay) return { wait: 1 };
    if (account.left < 1) return { wait: Math.ceil((1 - account.left) / perSecond) };
    account.left -= 1;
    account.underWay += 1;
    return undefined;
  }

  end(caller: string): void {
    const account = this.#accounts.get(caller);
    if (account) account.underWay -= 1;
  }

  /** Last in the map is last seen. */
  #remember(caller: string, account: Account) {
    this.#accounts.delete(caller);
    this.#accounts.set(caller, account);
    for (const [oldest, { underWay }] of this.#accounts) {
      if (this.#accounts.size <= MOST_CALLERS) break;
      if (underWay === 0) this.#accounts.delete(oldest);
      else break;
    }
  }
}

/** How long it is believed which kiosk a connection is from, in milliseconds: one that was revoked meanwhile is served nothing, and only counted. */
const KNOWN_FOR = 60_000;

/** The name of the kiosk that a certificate is good for; undefined for anybody else's. */
type KioskOf = (shown: X509Certificate) => Promise<string | undefined>;

/** Nobody is a kiosk. */
export const noKiosk: KioskOf = async () => undefined;

/**
 * Limits what each caller may ask of `server`, before anything it sends is read: a kiosk of the fleet by its name, however many connections
 * or certificates it has, and all others by their address. Requests made within the process are not limited, nor those that
 * `isSpared` knows: operators and collectors may come through one proxy with everybody else.
 */
export function addLimits(
  server: CentralServer,
  limits: Limits,
  now: () => number,
  kioskOf: KioskOf = noKiosk,
  isSpared: (request: FastifyRequest) => boolean = () => false,
): void {
  const accounts = new Accounts(limits, now);
  const ends = new WeakMap<IncomingMessage, () => void>();
  const underWay = new WeakMap<Socket, Set<() => void>>();
  const known = new WeakMap<
    TLSSocket,
    { readonly caller: Promise<string | undefined>; readonly at: number }
  >();

  async function judged(socket: TLSSocket): Promise<string | undefined> {
    const shown = socket.getPeerX509Certificate();
    const kiosk = shown && (await kioskOf(shown));
    return kiosk === undefined ? socket.remoteAddress : `kiosk ${kiosk}`;
  }

  /** Undefined for a request that no network brought. */
  async function callerOf({ socket }: IncomingMessage): Promise<string | undefined> {
    if (!(socket instanceof TLSSocket))
      return server.server instanceof HttpsServer ? undefined : socket.remoteAddress;
    const before = known.get(socket);
    if (before && now() - before.at < KNOWN_FOR) return before.caller;
    const caller = judged(socket);
    known.set(socket, { caller, at: now() });
    caller.catch(() => known.delete(socket));
    return caller;
  }

  /** What ends each request of a connection, which ends with it. */
  function underWayOn(socket: Socket): Set<() => void> {
    const before = underWay.get(socket);
    if (before) return before;
    const requests = new Set<() => void>();
    underWay.set(socket, requests);
    // Not when a request is closed, which is as soon as its body was read.
    socket.once('close', () => {
      for (const end of requests) end();
    });
    return requests;
  }

  server.addHook('onRequest', async (request, reply) => {
    if (isSpared(request)) return;
    const { raw } = request;
    const caller = await callerOf(raw);
    if (caller === undefined || raw.socket.destroyed) return;
    const refused = accounts.begin(caller);
    if (refused) {
      // What it was sending is not read: the connection ends with the answer.
      reply.header('retry-after', String(refused.wait)).header('connection', 'close');
      throw new HttpProblem(429, 'Too many requests: slower, please');
    }
    const onThis = underWayOn(raw.socket);
    const end = () => {
      if (onThis.delete(end)) accounts.end(caller);
    };
    onThis.add(end);
    ends.set(raw, end);
  });
  server.addHook('onResponse', async ({ raw }) => ends.get(raw)?.());
}
