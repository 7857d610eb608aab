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
