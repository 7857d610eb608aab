import type { Timers } from '@borne/domain/time';
import type { Identity } from '@borne/sync/identity/identity';
import type { Log } from './log/log.ts';
import { nowAndThen } from './now-and-then.ts';

/** Has the kiosk's certificate renewed in time, and the centre's clock asked, the first time at once. Returns the way to stop. */
export function keepIdentityFresh(
  identity: Identity,
  { log, ...times }: { readonly timers: Timers; readonly random: () => number; readonly log: Log },
): () => void {
  return nowAndThen(async (signal) => {
    const asked = await identity.refresh(signal);
    if (signal.aborted) return 'answered';
    if (asked.refresh === 'renewed')
      log.write('identity.renewed', { until: new Date(asked.until).toISOString() });
    if (asked.refresh === 'failed') log.write('identity.failed', { problem: asked.problem });
    return asked.refresh === 'failed' ? 'failed' : 'answered';
  }, times);
}
