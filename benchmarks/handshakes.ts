import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@borne/domain/time';
import { createCentralApi } from '@borne/simulators/central-api/central-api';
import { enrolledKiosk } from '@borne/simulators/central-api/testing/enrolled-kiosk';
import type { Identity } from '@borne/sync/identity/identity';
import { type Comparison, compare, type Subject } from './compare.ts';

/**
 * What a connection of a kiosk costs: a small request over a new one, whose session is resumed or begun (mutual TLS 1.3, both
 * certificates on P-256), against the same request over one that stands. Kiosk and centre share this process: it is the cost of both.
 */
export async function handshakes(clock: Clock): Promise<Comparison[]> {
  const centre = await createCentralApi({ file: ':memory:', clock, personas: [] });
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
  const full = times('a request over a new connection, by a full mutual handshake', async () => {
    const { identity: fresh } = await enrolledKiosk(centre, options);
    await ask(fresh);
    await fresh.close();
  });
  const measure = { rounds: 7, count: 40, now: () => clock.monotonic() };
  try {
    return [await compare(full, standing, measure), await compare(resumed, standing, measure)];
  } finally {
    await identity.close();
    await centre.close();
    rmSync(folder, { recursive: true });
  }
}
