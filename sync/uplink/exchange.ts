import type { DeviceError } from '@borne/domain/device-error';
import type { BatchReply } from '../central/client.ts';
import { MOST_RECORDS, type SignedWatermark } from '../contract/journal.ts';
import type { WatermarkClaim } from '../contract/statements.ts';
import type { JournalStream, PendingBatch, WatermarkError } from '../journal/stream.ts';
import type { Delivery } from './port.ts';

/** Whether `signature` on `claim` is that of one of the centre's watermark keys, named by `key`. */
export type VerifyWatermark = (claim: WatermarkClaim, key: string, signature: string) => boolean;

const failure = (code: 'protocol' | 'refused' | 'disconnected', detail: string): DeviceError => ({
  device: 'central-api',
  code,
  retryable: code !== 'refused',
  detail,
});

const postponed = (code: 'protocol' | 'disconnected', detail: string): Delivery => ({
  delivery: 'postponed',
  error: failure(code, detail),
});

/** What to send next: the oldest records that the centre is not known to have; or how the delivery ended without sending. */
export function nextBatch(
  journal: JournalStream,
  size: number = MOST_RECORDS,
): { readonly send: PendingBatch } | { readonly ended: Delivery } {
  const pending = journal.pending(Math.min(size, MOST_RECORDS));
  if (!pending.ok) return { ended: postponed('disconnected', `journal: ${pending.error.detail}`) };
  return pending.value === undefined ? { ended: { delivery: 'nothing-to-send' } } : { send: pending.value };
}

/**
 * Why a watermark cannot be what the centre answers to `sent`; undefined when it can. An acknowledgement covers at least what
 * was sent, and a gap begins before it: whatever else, perhaps an old answer that came again, would have the kiosk send the
 * same for ever or forget what it must keep.
 */
function implausible(
  sent: PendingBatch,
  reply: 'acknowledged' | 'gap',
  watermark: SignedWatermark,
  verify: VerifyWatermark,
): string | undefined {
  const { epoch, seq, head, key, signature } = watermark;
  if (!verify({ kiosk: sent.kiosk, epoch, seq, head }, key, signature))
    return `a watermark at ${seq} that the centre did not sign`;
  if (epoch !== sent.epoch) return undefined;
  if (reply === 'acknowledged' && seq < sent.to)
    return `sent up to ${sent.to}; acknowledged only up to ${seq}`;
  if (reply === 'gap' && seq >= sent.from - 1)
    return `sent from ${sent.from}; the centre says that what comes before is missing, and holds up to ${seq}`;
  return undefined;
}

/** A centre that is elsewhere than this journal is refused by a person's decision only; the rest may pass. */
function disagreement({ code, detail }: WatermarkError): Delivery {
  if (code === 'diverged') return { delivery: 'refused', error: failure('refused', detail) };
  if (code === 'other-epoch') return postponed('protocol', detail);
  return postponed('disconnected', `journal: ${detail}`);
}

/**
 * What an answer to `sent` means: moves the journal's watermark when it is to be believed, and nothing otherwise. Nothing else
 * is remembered between two exchanges, so that one cut anywhere is repaired by the next: the centre drops what it has.
 */
export function conclude(
  journal: JournalStream,
  sent: PendingBatch,
  reply: BatchReply,
  verify: VerifyWatermark,
): Delivery {
  switch (reply.reply) {
    case 'acknowledged':
    case 'gap': {
      const { watermark } = reply;
      const wrong = implausible(sent, reply.reply, watermark, verify);
      if (wrong !== undefined) return postponed('protocol', wrong);
      const left = journal.acknowledge(watermark);
      if (!left.ok) return disagreement(left.error);
      const records = Math.max(0, Math.min(watermark.seq, sent.to) - sent.from + 1);
      return { delivery: 'acknowledged', records, more: left.value > 0 };
    }
    case 'forked':
      return { delivery: 'refused', error: reply.error };
    case 'failed': {
      const { error, retryAfter } = reply;
      if (error.code === 'refused') return { delivery: 'refused', error };
      return { delivery: 'postponed', error, ...(retryAfter === undefined ? {} : { retryAfter }) };
    }
  }
}
