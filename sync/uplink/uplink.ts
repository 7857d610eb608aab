import type { JournalReceiver } from '../central/client.ts';
import { MOST_RECORDS } from '../contract/journal.ts';
import type { JournalStream } from '../journal/stream.ts';
import { conclude, nextBatch, type VerifyWatermark } from './exchange.ts';
import type { Delivery, DeliverySize, UplinkPort } from './port.ts';

export interface UplinkOptions {
  readonly journal: JournalStream;
  readonly client: JournalReceiver;
  readonly verify: VerifyWatermark;
  /** Records in one batch; at most, and by default, what the contract allows. */
  readonly batchSize?: number;
}

/**
 * Delivers the journal to the centre, one batch a call: `exchange.ts` decides, this sends. Concurrent calls share one exchange.
 */
export function createUplink(options: UplinkOptions): UplinkPort {
  const { journal, client, verify, batchSize = MOST_RECORDS } = options;

  async function deliverOnce(signal?: AbortSignal, size?: DeliverySize): Promise<Delivery> {
    const next = nextBatch(journal, size === 'probe' ? 1 : batchSize);
    if ('ended' in next) return next.ended;
    return conclude(journal, next.send, await client.send(next.send, signal), verify);
  }

  let underWay: Promise<Delivery> | undefined;
  return {
    deliver(signal?: AbortSignal, size?: DeliverySize) {
      underWay ??= deliverOnce(signal, size).finally(() => {
        underWay = undefined;
      });
      return underWay;
    },
  };
}
