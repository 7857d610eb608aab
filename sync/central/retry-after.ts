import type { EpochMilliseconds } from '@borne/domain/time';

/**
 * Reads a Retry-After header (RFC 9110 §10.2.3: seconds, or an HTTP date) as milliseconds from now; undefined when there
 * is none or it makes no sense. `now` should be the responder's own Date, so that a wrong clock here does no harm.
 */
export function parseRetryAfter(header: string | null, now: EpochMilliseconds): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  // JavaScript takes almost any text for a date; the preferred format of RFC 9110 §5.6.7 is the one in use.
  const date = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} [\d:]{8} GMT$/.test(header)
    ? Date.parse(header)
    : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
