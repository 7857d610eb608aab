import type { Result } from '@borne/domain/result';
import type { UnsignedBatch, Watermark } from '../contract/journal.ts';
import type { JournalError } from './port.ts';

/** A batch and where it belongs. */
export interface PendingBatch {
  readonly kiosk: string;
  readonly epoch: string;
  readonly from: number;
  readonly to: number;
  readonly batch: UnsignedBatch;
  /** Whether records are left after this batch. */
  readonly more: boolean;
}

/**
 * `other-epoch`: the watermark is about another journal. `diverged`: the centre's chain is not this one's, or it starts
 * over before what is still kept here; only a person can tell which side is right.
 */
export interface WatermarkError {
  readonly code: 'other-epoch' | 'diverged' | JournalError['code'];
  readonly detail: string;
}

/** The journal as the uplink sees it. */
export interface JournalStream {
  /** The oldest records that the centre has not acknowledged, at most `limit`; undefined when there is none. */
  pending(limit: number): Result<PendingBatch | undefined, JournalError>;
  /**
   * Takes the centre's word for what it holds, up or down: a centre restored from a backup goes back, and what it lost
   * is then pending again. Resolves to the number of records that remain to be sent.
   */
  acknowledge(watermark: Watermark): Result<number, WatermarkError>;
}
