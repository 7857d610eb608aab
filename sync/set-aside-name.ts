/**
 * Where `file`, which makes no sense, is set aside at `now` (epoch milliseconds): `….damaged-2026-11-22T12-19-31`. So many digits in a row
 * as those of `now` could be a NIR, and the log would withhold the name.
 */
export const setAsideName = (file: string, now: number): string =>
  `${file}.damaged-${new Date(now).toISOString().slice(0, 19).replaceAll(':', '-')}`;
