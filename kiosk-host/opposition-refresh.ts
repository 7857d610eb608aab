import { seconds, type Timers } from '@borne/domain/time';
import type { Opposition } from '@borne/sync/opposition/opposition';
import type { Log } from './log/log.ts';

const BETWEEN = seconds(60 * 60);
const AFTER_FAILURE = seconds(5 * 60);
/** Kiosks started together must not ask together: each wait is between half and all of its length. */
const spread = (wait: number, random: () => number) => wait * (0.5 + random() / 2);

/** Asks the centre for a newer opposition list now and then, the first time at once. Returns the way to stop. */
export function keepOppositionFresh(
  opposition: Opposition,
  { timers, random, log }: { readonly timers: Timers; readonly random: () => number; readonly log: Log },
): () => void {
  const stop = new AbortController();
  let timer: unknown;

  async function ask() {
    const asked = await opposition.refresh(stop.signal);
    if (stop.signal.aborted) return;
    if (asked.refresh === 'replaced')
      log.write('opposition.replaced', { cards: asked.cards, kept: asked.kept });
    if (asked.refresh === 'failed') log.write('opposition.failed', { problem: asked.problem });
    const wait = asked.refresh === 'failed' ? AFTER_FAILURE : BETWEEN;
    timer = timers.setTimeout(() => void ask(), spread(wait, random));
  }

  void ask();
  return () => {
    stop.abort();
    timers.clearTimeout(timer);
  };
}
