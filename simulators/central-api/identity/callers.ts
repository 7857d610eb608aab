import { AsyncLocalStorage } from 'node:async_hooks';
import type { KeyObject, X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { PROBLEM } from '@borne/sync/contract/problem';
import { kioskNamed } from '@borne/sync/identity/certificate';
import { HttpProblem } from '../problem.ts';
import type { KioskRegistry, Peer, PeerRefusal } from './kiosk-registry.ts';

/** What a handler knows a request by; a Fastify request is one. */
export interface Called {
  readonly raw: IncomingMessage;
}

const refusals = {
  'no-certificate': ['A certificate of the fleet is expected', PROBLEM.certificateExpected],
  unknown: ['A certificate of this fleet is expected', PROBLEM.certificateExpected],
  expired: ['The certificate has expired: enrol the kiosk again', PROBLEM.certificateExpired],
  revoked: ['The certificate was revoked: enrol the kiosk again', PROBLEM.certificateRevoked],
} as const satisfies Record<PeerRefusal, readonly [string, string]>;

/** The 401 that says why the one who calls is not served. */
export function refused(refusal: PeerRefusal): HttpProblem {
  const [title, type] = refusals[refusal];
  return new HttpProblem(401, title, { type });
}

/** The certificate of a request that was made within this process, without a socket. */
const within = new AsyncLocalStorage<X509Certificate | undefined>();

/** Runs `act`, whose requests to a server of this process are as from a connection with `certificate`. No request from a network can be. */
export const callingWith = <T>(certificate: X509Certificate | undefined, act: () => Promise<T>): Promise<T> =>
  within.run(certificate, act);

/**
 * Tells kiosks apart by the certificates of their connections, each judged again whenever it is asked: revoked is revoked at once. A body may
 * take half a minute to come, so who acts on one asks again when it is there.
 */
export class Callers {
  readonly #registry: KioskRegistry;
  readonly #onRefused: (kiosk: string) => Promise<void>;
  readonly #shown = new WeakMap<TLSSocket, X509Certificate>();

  /** `onRefused` hears of each kiosk of this fleet that is refused for its certificate, before it is told so. */
  constructor(registry: KioskRegistry, onRefused: (kiosk: string) => Promise<void>) {
    this.#registry = registry;
    this.#onRefused = onRefused;
  }

  /** The kiosk that calls, or a 401. */
  async kioskBehind({ raw }: Called): Promise<Peer> {
    const shown = this.#certificateOf(raw);
    const peer = await this.#registry.peerOf(shown);
    if (peer.ok) return peer.value;
    // These two are said of the fleet's own certificates alone, whose name the authority put there.
    const kiosk =
      shown && (peer.error === 'revoked' || peer.error === 'expired') ? kioskNamed(shown) : undefined;
    if (kiosk !== undefined) await this.#onRefused(kiosk);
    throw refused(peer.error);
  }

  /** The kiosk that calls, when it is `kiosk`; or a 401 or 403. */
  async ownKiosk(request: Called, kiosk: string): Promise<Peer> {
    const caller = await this.kioskBehind(request);
    if (caller.kiosk !== kiosk) throw new HttpProblem(403, 'This certificate is for another kiosk');
    return caller;
  }

  /** The key that whoever calls has shown to have: that of the connection's certificate. */
  keyBehind({ raw }: Called): KeyObject {
    const shown = this.#certificateOf(raw);
    if (!shown) throw refused('no-certificate');
    return shown.publicKey;
  }

  /** What the handshake proved, whoever issued it; a resumed session has the one of the session. */
  #certificateOf({ socket }: IncomingMessage): X509Certificate | undefined {
    if (!(socket instanceof TLSSocket)) return socket instanceof Socket ? undefined : within.getStore();
    const known = this.#shown.get(socket);
    if (known) return known;
    const shown = socket.getPeerX509Certificate();
    if (shown) this.#shown.set(socket, shown);
    return shown;
  }
}
