import { Server as HttpsServer } from 'node:https';
import { type CentralServer, createServer, secureContext } from '../server.ts';
import type { KioskRegistry } from './kiosk-registry.ts';

/** How often the certificate's end is looked at, in milliseconds. */
const LOOK_EVERY = 6 * 3_600_000;

export interface CertifiedServer {
  readonly server: CentralServer;
  /** Looks whether the certificate is due, as it does by itself from time to time. */
  renewWhenDue(): Promise<void>;
  stop(): void;
}

/**
 * A server for kiosks, with a key of its own that the fleet's authority certified for `names`, and again for the next one when two thirds
 * of the time have passed: connections that stand go on.
 */
export async function certifiedServer(
  registry: KioskRegistry,
  names: readonly string[],
  onFailure: (error: unknown) => void,
  now: () => number,
): Promise<CertifiedServer> {
  const { authority, ticketKeys } = registry;
  const common = { ca: authority.toString(), ticketKeys };
  let credentials = await registry.serverCredentials(names);
  const server = await createServer(onFailure, { tls: { ...common, ...credentials } });

  async function renewWhenDue() {
    const { notBefore, notAfter } = credentials;
    if (now() < notBefore + ((notAfter - notBefore) * 2) / 3) return;
    credentials = await registry.serverCredentials(names);
    if (server.server instanceof HttpsServer)
      server.server.setSecureContext(secureContext({ ...common, ...credentials }));
  }
  const looking = setInterval(() => renewWhenDue().catch(onFailure), LOOK_EVERY);
  looking.unref();
  return { server, renewWhenDue, stop: () => clearInterval(looking) };
}
