import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { Clock } from '@borne/domain/time';
import { type CentralApi, createCentralApi } from '@borne/simulators/central-api/central-api';
import { KIOSK_LIMITS } from '@borne/simulators/central-api/limits';
import { enrolledKiosk } from '@borne/simulators/central-api/testing/enrolled-kiosk';
import { kioskWithin } from '@borne/simulators/central-api/testing/kiosk-within';
import type { Identity } from '@borne/sync/identity/identity';
import { type Comparison, compare, type Subject } from './compare.ts';

/**
 * What a connection of a kiosk costs: a small request over a new one, whose session is resumed or begun (mutual TLS 1.3, both
 * certificates on P-256), against the same request over one that stands. Kiosk and centre share this process: it is the cost of both.
 */
export async function handshakes(clock: Clock): Promise<Comparison[]> {
  const limits = { ...KIOSK_LIMITS, perSecond: 1e6, burst: 1e6 };
  const centre = await createCentralApi({ file: ':memory:', clock, personas: [], limits });
  const url = await centre.listen(0);
  const folder = mkdtempSync(join(tmpdir(), 'borne-bench-'));
  const options = { kiosk: 'borne-bench', folder, clock };
  const { identity } = await enrolledKiosk(centre, options);

  const ask = async (from: Identity, headers: Record<string, string> = {}) => {
    const answer = await from.fetch(`${url}/v1/kiosks/borne-bench/operations`, { headers });
    if (answer.status !== 200) throw new Error(`expected to be served, got ${answer.status}`);
    await answer.text();
  };
  const times = (name: string, once: () => Promise<void>): Subject => ({
    name,
    async run(count) {
      for (let index = 0; index < count; index++) await once();
    },
  });

  const standing = times('the same over a connection that stands', () => ask(identity));
  const resumed = times('a request over a new connection, its session resumed', () =>
    ask(identity, { connection: 'close' }),
  );
  const full = times(
    'a request over a new connection, by a full mutual handshake',
    await withoutSessions(centre, `${url}/v1/kiosks/borne-full/operations`, 'borne-full'),
  );
  const measure = { rounds: 7, count: 40, now: () => clock.monotonic() };
  try {
    return [await compare(full, standing, measure), await compare(resumed, standing, measure)];
  } finally {
    await identity.close();
    await centre.close();
    rmSync(folder, { recursive: true });
  }
}

/** Asks for `url` as `kiosk`, remembering no session: each time is a first time. */
async function withoutSessions(centre: CentralApi, url: string, kiosk: string): Promise<() => Promise<void>> {
  const { key, certificate } = await kioskWithin(centre, kiosk);
  const secureContext = createSecureContext({
    key: key.export({ type: 'pkcs8', format: 'pem' }),
    cert: certificate.toString(),
    ca: centre.kiosks.authority.toString(),
  });
  const agent = new Agent({ keepAlive: false, maxCachedSessions: 0, secureContext });
  return async () => {
    const [answer]: IncomingMessage[] = await once(get(url, { agent }), 'response');
    if (answer?.statusCode !== 200) throw new Error(`expected to be served, got ${answer?.statusCode}`);
    await once(answer.resume(), 'end');
  };
}
