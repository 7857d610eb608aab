import type { JournalBatch, UnsignedBatch } from '@borne/sync/contract/journal';
import { chainHash } from '@borne/sync/journal/chain';

/** A record in its place. `hash` is the chain's after it. */
export interface PlacedRecord {
  readonly seq: number;
  readonly header: string;
  readonly body: Buffer;
  readonly hash: string;
}

/** One batch of a kiosk's journal, as it came, its records chained on what it says to follow. */
export interface Delivered extends Omit<JournalBatch, 'records'> {
  readonly kiosk: string;
  readonly epoch: string;
  readonly from: number;
  readonly to: number;
  readonly records: readonly PlacedRecord[];
  /** Fingerprint of the certificate whose key made the signature, which was verified. */
  readonly certificate?: string;
}

/** The records of a batch that begins at `from`. `chain` is how they are chained, unless a test has no time for it. */
export function placed(
  from: number,
  { prev, records }: Pick<UnsignedBatch, 'prev' | 'records'>,
  chain: typeof chainHash = chainHash,
): PlacedRecord[] {
  let hash = prev;
  return records.map((record, index) => {
    const body = Buffer.from(record.body, 'base64');
    hash = chain(hash, { header: record.header, body });
    return { seq: from + index, header: record.header, body, hash };
  });
}
