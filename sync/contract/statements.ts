/**
 * The exact texts that are signed, in UTF-8. Each begins with what it is, so that a signature on one kind is none on another, and
 * holds no field that could be read in two ways: every part is of an alphabet without a line feed.
 */

/** Where a batch belongs, and what its records lead to. */
export interface BatchClaim {
  readonly kiosk: string;
  readonly epoch: string;
  readonly from: number;
  readonly to: number;
  /** The chain's hash before the first record, in hex. */
  readonly prev: string;
  /** The chain's hash after the last record, in hex. */
  readonly head: string;
}

/** What a kiosk signs of a batch, with the key of its identity: ECDSA P-256 with SHA-256 (FIPS 186-5), r ‖ s. */
export const batchStatement = ({ kiosk, epoch, from, to, prev, head }: BatchClaim): string =>
  ['borne-batch-1', kiosk, epoch, from, to, prev, head].join('\n');

/** How far the centre holds one epoch of one kiosk. */
export interface WatermarkClaim {
  readonly kiosk: string;
  readonly epoch: string;
  readonly seq: number;
  /** The chain's hash after record `seq`, in hex. */
  readonly head: string;
}

/** What the centre signs of a watermark: Ed25519 (RFC 8032). */
export const watermarkStatement = ({ kiosk, epoch, seq, head }: WatermarkClaim): string =>
  ['borne-watermark-1', kiosk, epoch, seq, head].join('\n');

/** What time it is at the centre, for the one who asked with `nonce`. */
export interface TimeClaim {
  readonly nonce: string;
  /** Epoch milliseconds. */
  readonly time: number;
}

/** What the centre signs of the time, with a key for watermarks: Ed25519 (RFC 8032). */
export const timeStatement = ({ nonce, time }: TimeClaim): string => ['borne-time-1', nonce, time].join('\n');
