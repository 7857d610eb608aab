import { type Milliseconds, milliseconds, type Timers } from '@borne/domain/time';
import type { Kiosk } from '@borne/state-machines/kiosk';
import type { Log } from '../log/log.ts';
import type { EraseMemory } from './erase-memory.ts';

/** From the end of a visit until its memory is erased: the last answers come in and the last records are written. */
const SETTLING: Milliseconds = milliseconds(500);

interface Erasing {
  readonly kiosk: Pick<Kiosk, 'status' | 'onTransition'>;
  readonly erase: EraseMemory;
  readonly timers: Timers;
  readonly monotonic: () => Milliseconds;
  readonly log: Log;
}

/** States of the kiosk in which no card is being dealt with. */
const quiet = /^(idle|outOfService)\b/;

/**
 * Has the memory of this process erased after every card, once nobody is at the kiosk; a card that comes meanwhile is served first. Logs
 * `memory.erased`. Returns the way to stop.
 */
export function keepErasing({ kiosk, erase, timers, monotonic, log }: Erasing): () => void {
  let timer: unknown;
  let stopped = false;
  /** Counts what may have left something behind. */
  let cards = 0;
  let erased = 0;
  let erasing = false;

  const isQuiet = () => !stopped && quiet.test(kiosk.status().state);

  async function eraseNow() {
    if (erasing || !isQuiet()) return;
    erasing = true;
    const began = monotonic();
    const of = cards;
    await erase(isQuiet);
    erasing = false;
    if (of === cards) {
      erased = of;
      log.write('memory.erased', { took: Math.round(monotonic() - began) });
    }
    soon();
  }

  function soon() {
    timers.clearTimeout(timer);
    if (!stopped && erased < cards) timer = timers.setTimeout(() => void eraseNow(), SETTLING);
  }

  const unsubscribe = kiosk.onTransition(({ machine, state }) => {
    if (machine === 'kiosk' && !quiet.test(state)) cards += 1;
    soon();
  });
  return () => {
    stopped = true;
    timers.clearTimeout(timer);
    unsubscribe();
  };
}
