import type { Result } from '@borne/domain/result';
import type { EpochMilliseconds } from '@borne/domain/time';

/**
 * Why a document gets no seal: there is no usable key; no certificate was ever obtained; the one in hand was revoked; or the
 * clock is outside its validity, so that whoever checks would call the document expired. A document then says that it has none.
 */
export type NoSeal = 'no-key' | 'no-certificate' | 'revoked' | 'outside-validity';

/** What the machines ask of the kiosk's sealing key, which is certified by the centre and never leaves the kiosk. */
export interface SealingPort {
  /** The key, when it may seal at `at`. Answers at once, from what is on the kiosk. */
  sealer(at: EpochMilliseconds): Result<Sealer, NoSeal>;
}

export interface Sealer {
  /** Identifiers by which whoever checks finds the certificate: four capitals or digits each. */
  readonly authority: string;
  readonly certificate: string;
  /** ECDSA on P-256 over SHA-256(header ‖ SHA-256(payload)): 64 bytes, r then s. */
  readonly sign: (header: Uint8Array, payload: Uint8Array) => Uint8Array;
  /** SHA-256 of a sealed text, in hex: names it in the journal. */
  readonly fingerprint: (text: string) => string;
}
