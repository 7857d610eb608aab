import type { JournalBatch } from '@borne/sync/contract/journal';

/** One batch of a kiosk's journal, as it came. */
export interface Delivered {
  readonly kiosk: string;
  readonly epoch: string;
  readonly from: number;
  readonly to: number;
  readonly batch: JournalBatch;
  /** Fingerprint of the certificate whose key made the batch's signature, which was verified. */
  readonly certificate?: string;
}
