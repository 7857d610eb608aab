import { seconds, type Timers } from '@borne/domain/time';
import type { Identity } from '@borne/sync/identity/identity';
import type { Log } from './log/log.ts';
import { nowAndThen } from './now-and-then.ts';

/** A technician who has just enrolled a refused kiosk again waits for no longer. */
const BETWEEN_LOOKS = seconds(5 * 60);

/**
 * Has the kiosk's certificate renewed in time, the centre's clock asked, and what a technician enrolled beside this process taken up, the
 * first time at once. Returns the way to stop.
 */
export function keepIdentityFresh(
  identity: Pick<Identity, 'refresh' | 'lookAgain'>,
  { log, ...times }: { readonly timers: Timers; readonly random: () => number; readonly log: Log },
): () => void {
  const stopAsking = nowAndThen(async (signal) => {
    const asked = await identity.refresh(signal);
    if (signal.aborted) return 'answered';
    if (asked.refresh === 'renewed')
      log.write('identity.renewed', { until: new Date(asked.until).toISOString() });
    if (asked.refresh === 'failed') log.write('identity.failed', { problem: asked.problem });
    return asked.refresh === 'failed' ? 'failed' : 'answered';
  }, times);
  const stopLooking = nowAndThen(
    async () => {
      if (identity.lookAgain()) log.write('identity.taken-up');
      return 'answered';
    },
    { ...times, between: BETWEEN_LOOKS },
  );
  return () => {
    stopAsking();
    stopLooking();
  };
}
