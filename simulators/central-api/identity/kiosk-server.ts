import type { Clock } from '@borne/domain/time';
import { Refusals } from '../fleet/refusals.ts';
import { addLimits, KIOSK_LIMITS, type Limits } from '../limits.ts';
import type { CentralServer } from '../server.ts';
import type { Store } from '../store/store.ts';
import { Callers } from './callers.ts';
import { certifiedServer } from './certified-server.ts';
import type { KioskRegistry } from './kiosk-registry.ts';

export interface KioskServerOptions {
  readonly store: Store;
  readonly kiosks: KioskRegistry;
  readonly clock: Pick<Clock, 'now'>;
  /** Names and addresses that kiosks reach it by; by default those of this machine alone. */
  readonly names?: readonly string[] | undefined;
  /** What one kiosk may ask for. */
  readonly limits?: Limits | undefined;
  readonly onFailure: (error: unknown) => void;
}

export interface KioskServer {
  readonly server: CentralServer;
  readonly callers: Callers;
  close(): Promise<void>;
}

/** A server that kiosks connect to, certified by the authority of the fleet: each is known by its certificate, and may ask for so much. It describes itself; its other routes are added by the caller. */
export async function kioskServer(options: KioskServerOptions): Promise<KioskServer> {
  const { store, kiosks, clock, onFailure } = options;
  const names = options.names ?? ['localhost', '127.0.0.1', '::1'];
  const { server, stop } = await certifiedServer(kiosks, names, onFailure, () => clock.now());
  addLimits(
    server,
    options.limits ?? KIOSK_LIMITS,
    () => performance.now(),
    async (shown) => {
      const peer = await kiosks.peerOf(shown);
      return peer.ok ? peer.value.kiosk : undefined;
    },
  );
  server.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
    reply.header('content-type', 'application/json').serializer(JSON.stringify);
    return server.swagger();
  });
  const refusals = new Refusals(store, clock);
  return {
    server,
    callers: new Callers(kiosks, (kiosk) => refusals.note(kiosk)),
    async close() {
      stop();
      await server.close();
    },
  };
}
