import type { DeviceError } from '@borne/domain/device-error';
import type { Result } from '@borne/domain/result';
import type { CardSerial, RightsStatement } from '@borne/domain/rights';

/** What the machines ask of the centre while a person waits. */
export interface CentralPort {
  /**
   * The rights behind a card, as the caisse knows them today. Fails with `unreachable` (no network, centre down or
   * answering nonsense), `timeout`, `refused` (this kiosk is not welcome) or `not-found` (no such card).
   */
  rightsOf(serial: CardSerial, signal?: AbortSignal): Promise<Result<RightsStatement, DeviceError>>;
}

/** How the delivery of one batch of the journal ended. */
export type Delivery =
  /** `more`: records are left, deliver again at once. */
  | { readonly delivery: 'acknowledged'; readonly records: number; readonly more: boolean }
  | { readonly delivery: 'nothing-to-send' }
  /** The centre could not be reached or asked to wait; nothing is lost. `retryAfter` in milliseconds, when it said. */
  | { readonly delivery: 'postponed'; readonly error: DeviceError; readonly retryAfter?: number }
  /** The centre refuses this stream (forked chain, revoked kiosk): kept, alarm, tried again rarely. */
  | { readonly delivery: 'refused'; readonly error: DeviceError };

/** The way up for the journal. Calling it twice, or dying in the middle, delivers each record once. */
export interface UplinkPort {
  deliver(signal?: AbortSignal): Promise<Delivery>;
}
