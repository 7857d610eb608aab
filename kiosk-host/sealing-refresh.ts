import type { Clock, Timers } from '@borne/domain/time';
import type { Sealing, SealRefresh } from '@borne/sync/sealing/sealing';
import type { Log } from './log/log.ts';
import { forAMoment, nowAndThen } from './now-and-then.ts';

export interface SealingWatch {
  /** Resolves once the kiosk may seal, the centre answered that it may not, or there was no answer in a moment. */
  readonly settled: Promise<void>;
  stop(): void;
}

/**
 * Has the kiosk's sealing key certified, its certificate renewed, and a revocation heard of, the first time at once. Says in the
 * log what became of the key when it was opened.
 */
export function keepSealingFresh(
  sealing: Sealing,
  {
    log,
    clock,
    ...times
  }: {
    readonly timers: Timers;
    readonly random: () => number;
    readonly log: Log;
    readonly clock: Pick<Clock, 'now'>;
  },
): SealingWatch {
  const { keyNotice } = sealing;
  if (keyNotice) log.write(`sealing.key-${keyNotice.notice}`, { detail: keyNotice.detail });
  const { settled, settle } = forAMoment(times.timers);
  if (sealing.sealer(clock.now()).ok) settle();
  const stopAsking = nowAndThen(async (signal) => {
    const asked = await sealing.refresh(signal);
    if (signal.aborted) return 'answered';
    report(asked, log);
    settle();
    return asked.refresh === 'failed' ? 'failed' : 'answered';
  }, times);
  return {
    settled,
    stop: () => {
      stopAsking();
      settle();
    },
  };
}

function report(asked: SealRefresh, log: Log): void {
  if (asked.refresh === 'obtained') {
    log.write('sealing.certified', { certificate: asked.certificate, kept: asked.kept });
  }
  if (asked.refresh === 'revoked') log.write('sealing.revoked', { certificate: asked.certificate });
  if (asked.refresh === 'failed') log.write('sealing.failed', { problem: asked.problem });
}
