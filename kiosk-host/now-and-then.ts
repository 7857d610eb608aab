import { type Milliseconds, seconds, type Timers } from '@borne/domain/time';

/** Between two askings, and after one that failed. */
const BETWEEN = seconds(60 * 60);
const AFTER_FAILURE = seconds(5 * 60);

/** A first start is not held up for longer by a centre that does not answer. */
const MOMENT = seconds(3);

/** Kiosks started together must not ask together: each wait is between half and all of its length. */
const spread = (wait: number, random: () => number) => wait * (0.5 + random() / 2);

/**
 * Has `ask` ask at once, and again an hour later (or `between`), or sooner when it says that it failed. Returns the way to stop, which
 * gives up what is being asked.
 */
export function nowAndThen(
  ask: (signal: AbortSignal) => Promise<'answered' | 'failed'>,
  {
    timers,
    random,
    between = BETWEEN,
  }: { readonly timers: Timers; readonly random: () => number; readonly between?: Milliseconds },
): () => void {
  const stop = new AbortController();
  let timer: unknown;

  async function again() {
    const wait = (await ask(stop.signal)) === 'failed' ? AFTER_FAILURE : between;
    if (!stop.signal.aborted) timer = timers.setTimeout(() => void again(), spread(wait, random));
  }

  void again();
  return () => {
    stop.abort();
    timers.clearTimeout(timer);
  };
}

/** Something to wait for at a start: `settled` resolves once `settle` is called, or after a moment all the same. */
export function forAMoment(timers: Timers): { readonly settled: Promise<void>; settle(): void } {
  let settle = () => {};
  const settled = new Promise<void>((resolve) => {
    const patience = timers.setTimeout(() => resolve(), MOMENT);
    settle = () => {
      timers.clearTimeout(patience);
      resolve();
    };
  });
  return { settled, settle };
}
