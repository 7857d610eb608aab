import type { Milliseconds, Timers } from '@borne/domain/time';

/** Kiosks started together must not ask together: each wait is between half and all of its length. */
const spread = (wait: number, random: () => number) => wait * (0.5 + random() / 2);

/**
 * Has `ask` ask at once, and again after the wait that each asking answers. Returns the way to stop, which gives up what is being
 * asked.
 */
export function nowAndThen(
  ask: (signal: AbortSignal) => Promise<Milliseconds>,
  { timers, random }: { readonly timers: Timers; readonly random: () => number },
): () => void {
  const stop = new AbortController();
  let timer: unknown;

  async function again() {
    const wait = await ask(stop.signal);
    if (!stop.signal.aborted) timer = timers.setTimeout(() => void again(), spread(wait, random));
  }

  void again();
  return () => {
    stop.abort();
    timers.clearTimeout(timer);
  };
}
