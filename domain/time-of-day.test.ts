import { describe, expect, it } from 'vitest';
import { formatTimeOfDay, parseTimeOfDay, timeOfDayAt } from './time-of-day.ts';

const time = (text: string) => {
  const read = parseTimeOfDay(text);
  if (!read.ok) throw new Error(read.error);
  return read.value;
};

describe('a time of day', () => {
  it.each(['24:00', '9:30', '12:60', '', '12:3O'])('is not "%s"', (text) => {
    expect(parseTimeOfDay(text)).toEqual({
      ok: false,
      error: `"${text}" is not a time of day: expected HH:MM`,
    });
  });

  it.each([
    ['09:30', '9 h 30'],
    ['14:00', '14 h'],
    ['00:05', '0 h 05'],
  ])('%s is written %s, on one line', (text, written) => {
    expect(formatTimeOfDay(time(text))).toBe(written.replaceAll(' ', '\u00a0'));
  });

  it('is that of the office, summer and winter', () => {
    expect(timeOfDayAt(Date.parse('2026-11-22T23:05:00Z'))).toBe('00:05');
    expect(timeOfDayAt(Date.parse('2026-07-01T10:05:00Z'))).toBe('12:05');
  });
});
