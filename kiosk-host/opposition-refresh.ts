import { seconds, type Timers } from '@borne/domain/time';
import type { Opposition } from '@borne/sync/opposition/opposition';
import type { Log } from './log/log.ts';
import { nowAndThen } from './now-and-then.ts';

const BETWEEN = seconds(60 * 60);
const AFTER_FAILURE = seconds(5 * 60);

/** Asks the centre for a newer opposition list now and then, the first time at once. Returns the way to stop. */
export function keepOppositionFresh(
  opposition: Opposition,
  { log, ...times }: { readonly timers: Timers; readonly random: () => number; readonly log: Log },
): () => void {
  return nowAndThen(async (signal) => {
    const asked = await opposition.refresh(signal);
    if (signal.aborted) return BETWEEN;
    if (asked.refresh === 'replaced')
      log.write('opposition.replaced', { cards: asked.cards, kept: asked.kept });
    if (asked.refresh === 'failed') log.write('opposition.failed', { problem: asked.problem });
    return asked.refresh === 'failed' ? AFTER_FAILURE : BETWEEN;
  }, times);
}
