import type { Branded } from './brand.ts';
import { err, ok, type Result } from './result.ts';

/** A time on the office's clock, written HH:MM. */
export type TimeOfDay = Branded<string, 'TimeOfDay'>;

/** Reads `HH:MM`, 00:00 to 23:59. */
export function parseTimeOfDay(text: string): Result<TimeOfDay, string> {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text)
    ? ok(text as TimeOfDay)
    : err(`"${text}" is not a time of day: expected HH:MM`);
}

/** The time it is at `epoch` (milliseconds) in the office's time zone. */
export function timeOfDayAt(epoch: number, timeZone = 'Europe/Paris'): TimeOfDay {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  return parts.format(new Date(epoch)) as TimeOfDay;
}

/** `9 h 30`, `14 h`: as French writes a time, with spaces that never break. */
export function formatTimeOfDay(time: TimeOfDay): string {
  const [hour = '', minute = ''] = time.split(':');
  return `${Number(hour)}\u00a0h${minute === '00' ? '' : `\u00a0${minute}`}`;
}
