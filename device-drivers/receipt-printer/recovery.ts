import { ok } from '@borne/domain/result';
import type { Timers } from '@borne/domain/time';
import type { CommandQueue } from '../command-queue.ts';
import type { PrinterConnection } from './connection.ts';
import type { PrinterDelays } from './delays.ts';
import type { PrinterProfile } from './profile.ts';

interface RecoveryOptions {
  readonly connection: PrinterConnection;
  readonly queue: CommandQueue;
  readonly timers: Timers;
  readonly delays: PrinterDelays;
  readonly profile: PrinterProfile;
}

/** The eighth attempt and those after it come as late as this many first delays. */
const longestWait = 128;

/**
 * A printer that stopped at a jam stays stopped once the jam is gone, until it is told to try again. It is told after a
 * while, then less and less often: each attempt moves the cutter. Returns the way to stop.
 */
export function recoverFromErrors({
  connection,
  queue,
  timers,
  delays,
  profile,
}: RecoveryOptions): () => void {
  let wait = 1;
  let timer: unknown;

  const isStopped = () => {
    const state = connection.state();
    return state.printer === 'connected' && (state.fault === 'cutter' || state.fault === 'mechanical');
  };
  const attempt = async () => {
    await queue.run({ name: 'recover', timeout: delays.job }, async () => {
      if (!isStopped()) return ok(undefined);
      const recovered = await connection.recover();
      if (!recovered.ok) await connection.reset(recovered.error);
      return ok(undefined);
    });
    timer = undefined;
    look();
  };
  const look = () => {
    if (!isStopped()) {
      timers.clearTimeout(timer);
      timer = undefined;
      wait = 1;
    } else if (timer === undefined) {
      timer = timers.setTimeout(() => void attempt(), delays.recovery * wait);
      wait = Math.min(wait * 2, longestWait);
    }
  };

  if (!profile.recovers) return () => {};
  const unsubscribe = connection.subscribe(look);
  return () => {
    unsubscribe();
    timers.clearTimeout(timer);
  };
}
