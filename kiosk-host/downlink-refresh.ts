import type { Timers } from '@borne/domain/time';
import type { Downlink, Refresh } from '@borne/sync/downlink/downlink';
import type { Log } from './log/log.ts';
import { forAMoment, nowAndThen } from './now-and-then.ts';

export interface DownlinkWatch {
  /** Resolves once there is something in hand, or there was no answer in a moment. */
  readonly settled: Promise<void>;
  /** Asks now: the centre has said that there is something newer. */
  hurry(): Promise<void>;
  stop(): void;
}

/** Asks the centre now and then for what it sends down, the first time at once. */
export function keepDownlinkFresh(
  downlink: Downlink,
  { log, ...times }: { readonly timers: Timers; readonly random: () => number; readonly log: Log },
): DownlinkWatch {
  const ask = async (signal?: AbortSignal) => {
    const asked = await downlink.refresh(signal);
    if (!signal?.aborted) report(asked, log);
    return asked;
  };
  const { settled, settle } = forAMoment(times.timers);
  if (downlink.current().freshness.freshness !== 'never') settle();
  const stopAsking = nowAndThen(async (signal) => {
    const { refresh } = await ask(signal);
    settle();
    return refresh === 'failed' || refresh === 'refused' ? 'failed' : 'answered';
  }, times);
  return {
    settled,
    hurry: async () => {
      await ask();
    },
    stop() {
      stopAsking();
      settle();
      downlink.close();
    },
  };
}

function report(asked: Refresh, log: Log): void {
  if (asked.refresh === 'replaced')
    log.write('downlink.replaced', { version: asked.version, kept: asked.kept });
  if (asked.refresh === 'failed') log.write('downlink.failed', { problem: asked.error.detail });
  if (asked.refresh === 'refused') log.write('downlink.refused', { problem: asked.problem });
}
