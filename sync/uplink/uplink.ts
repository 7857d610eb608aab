import type { DeviceError } from '@borne/domain/device-error';
import type { JournalReceiver } from '../central/client.ts';
import { MOST_RECORDS, type Watermark } from '../contract/journal.ts';
import type { JournalStream, PendingBatch, WatermarkError } from '../journal/stream.ts';
import type { Delivery, UplinkPort } from './port.ts';

export interface UplinkOptions {
  readonly journal: JournalStream;
  readonly client: JournalReceiver;
  /** Records in one batch; at most, and by default, what the contract allows. */
  readonly batchSize?: number;
}

const failure = (code: 'protocol' | 'refused' | 'disconnected', detail: string): DeviceError => ({
  device: 'central-api',
  code,
  retryable: code !== 'refused',
  detail,
});

/** A centre that is elsewhere than this journal is refused by a person's decision only; the rest may pass. */
function disagreement({ code, detail }: WatermarkError): Delivery {
  if (code === 'diverged') return { delivery: 'refused', error: failure('refused', detail) };
  if (code === 'other-epoch') return { delivery: 'postponed', error: failure('protocol', detail) };
  return { delivery: 'postponed', error: failure('disconnected', `journal: ${detail}`) };
}

/**
 * Delivers the journal to the centre, one batch a call. Nothing is remembered between calls but what the journal holds,
 * so that a call lost half-way is repaired by the next: the centre drops what it already has. Concurrent calls share one
 * exchange.
 */
export function createUplink(options: UplinkOptions): UplinkPort {
  const { journal, client } = options;
  const batchSize = Math.min(options.batchSize ?? MOST_RECORDS, MOST_RECORDS);

  /** The centre's word must move things on; otherwise "deliver again at once" would never end. */
  function take(sent: PendingBatch, watermark: Watermark): Delivery {
    if (watermark.epoch === sent.epoch && watermark.seq === sent.from - 1)
      return {
        delivery: 'postponed',
        error: failure('protocol', `sent ${sent.from} to ${sent.to}; the centre still asks for ${sent.from}`),
      };
    const left = journal.acknowledge(watermark);
    if (!left.ok) return disagreement(left.error);
    const records = Math.max(0, Math.min(watermark.seq, sent.to) - sent.from + 1);
    return { delivery: 'acknowledged', records, more: left.value > 0 };
  }

  async function deliverOnce(signal?: AbortSignal): Promise<Delivery> {
    const pending = journal.pending(batchSize);
    if (!pending.ok)
      return { delivery: 'postponed', error: failure('disconnected', `journal: ${pending.error.detail}`) };
    if (pending.value === undefined) return { delivery: 'nothing-to-send' };
    const reply = await client.send(pending.value, signal);
    switch (reply.reply) {
      case 'acknowledged':
      case 'gap':
        return take(pending.value, reply.watermark);
      case 'forked':
        return { delivery: 'refused', error: reply.error };
      case 'failed': {
        const { error, retryAfter } = reply;
        if (error.code === 'refused') return { delivery: 'refused', error };
        return { delivery: 'postponed', error, ...(retryAfter === undefined ? {} : { retryAfter }) };
      }
    }
  }

  let underWay: Promise<Delivery> | undefined;
  return {
    deliver(signal?: AbortSignal) {
      underWay ??= deliverOnce(signal).finally(() => {
        underWay = undefined;
      });
      return underWay;
    },
  };
}
