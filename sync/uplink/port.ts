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

/** The way up for the journal. Calling it twice, or dying in the middle, delivers each record once. */
export interface UplinkPort {
  deliver(signal?: AbortSignal): Promise<Delivery>;
}

/** First ceiling of the delay between two attempts, in milliseconds. */
const FIRST = 1000;

/** Highest ceiling: five minutes. */
const HIGHEST = 5 * 60 * 1000;

/** The centre may ask to wait longer than that, within reason: one hour. */
const LONGEST_ASKED = 60 * 60 * 1000;

/**
 * How long to wait before attempt number `attempt` + 1, in milliseconds: full jitter, that is any moment between 0 and a
 * ceiling that doubles from 1 s to 5 min, so that a fleet that lost the centre together does not come back together.
 * `attempt` counts the failures since the last success less one (0 after the first); `random` gives [0, 1).
 * `retryAfter` (milliseconds, from `Delivery`) is what the centre asked for: never sooner, the jitter comes on top.
 */
export function nextDelay(attempt: number, random: () => number, retryAfter = 0): number {
  const ceiling = Math.min(HIGHEST, FIRST * 2 ** Math.max(0, attempt));
  const asked = Math.min(LONGEST_ASKED, Math.max(0, retryAfter));
  return Math.round(asked + random() * ceiling);
}
