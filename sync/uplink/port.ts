import type { DeviceError } from '@borne/domain/device-error';

/** How the delivery of one batch of the journal ended. */
export type Delivery =
  /** `more`: records are left, deliver again at once. */
  | { readonly delivery: 'acknowledged'; readonly records: number; readonly more: boolean }
  | { readonly delivery: 'nothing-to-send' }
  /** The centre could not be reached or asked to wait; nothing is lost. `retryAfter` in milliseconds, when it said. */
  | { readonly delivery: 'postponed'; readonly error: DeviceError; readonly retryAfter?: number }
  /** The centre refuses this stream (forked chain, revoked kiosk): kept, alarm, tried again rarely. */
  | { readonly delivery: 'refused'; readonly error: DeviceError };

/** `probe`: one record alone, to see whether the centre takes it. */
export type DeliverySize = 'probe' | 'batch';

/** The way up for the journal. Calling it twice, or dying in the middle, delivers each record once. */
export interface UplinkPort {
  deliver(signal?: AbortSignal, size?: DeliverySize): Promise<Delivery>;
}
