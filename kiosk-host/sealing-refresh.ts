import { seconds, type Timers } from '@borne/domain/time';
import type { Sealing, SealRefresh } from '@borne/sync/sealing/sealing';
import type { Log } from './log/log.ts';
import { nowAndThen } from './now-and-then.ts';

const BETWEEN = seconds(60 * 60);
const AFTER_FAILURE = seconds(5 * 60);

/**
 * Has the kiosk's sealing key certified, its certificate renewed, and a revocation heard of, the first time at once. Says in the
 * log what became of the key when it was opened. Returns the way to stop.
 */
export function keepSealingFresh(
  sealing: Sealing,
  { log, ...times }: { readonly timers: Timers; readonly random: () => number; readonly log: Log },
): () => void {
  const { keyNotice } = sealing;
  if (keyNotice) log.write(`sealing.key-${keyNotice.notice}`, { detail: keyNotice.detail });
  return nowAndThen(async (signal) => {
    const asked = await sealing.refresh(signal);
    if (signal.aborted) return BETWEEN;
    report(asked, log);
    return asked.refresh === 'failed' ? AFTER_FAILURE : BETWEEN;
  }, times);
}

function report(asked: SealRefresh, log: Log): void {
  if (asked.refresh === 'obtained') {
    log.write('sealing.certified', { certificate: asked.certificate, kept: asked.kept });
  }
  if (asked.refresh === 'revoked') log.write('sealing.revoked', { certificate: asked.certificate });
  if (asked.refresh === 'failed') log.write('sealing.failed', { problem: asked.problem });
}
