import { describe, expect, it } from 'vitest';
import { expectedOf } from './people.ts';

const HOUR = 3_600_000;
const WEEK = 168 * HOUR;
/** The beginning of an hour, epoch milliseconds. */
const noon = Date.UTC(2026, 10, 20, 12);
const known = { firstSeen: noon - 10 * WEEK };

describe('people whom a problem concerns', () => {
  const busy = new Map([1, 2, 3, 4].map((week) => [(noon - week * WEEK) / HOUR, week * 2]));
  const countAt = (hour: number) => busy.get(hour) ?? 0;

  it('are what the same hour of the four weeks before brought, on average', () => {
    expect(expectedOf({ ...known, since: noon + 1 }, noon + 60_000, countAt)).toBe(5);
    expect(expectedOf({ ...known, since: noon + HOUR }, noon + HOUR + 1, countAt)).toBe(0);
  });

  it('are added up from its beginning, seven days at most', () => {
    const steady = () => 3;
    expect(expectedOf({ ...known, since: noon - 2 * HOUR }, noon, steady)).toBe(9);
    expect(expectedOf({ ...known, since: noon - 3 * WEEK }, noon, steady)).toBe(3 * 168);
  });

  it('are expected from weeks in which the kiosk was known and well alone', () => {
    expect(expectedOf({ firstSeen: noon - 1.5 * WEEK, since: noon }, noon, countAt)).toBe(2);
    expect(expectedOf({ firstSeen: noon - HOUR, since: noon }, noon, countAt)).toBe(0);
    // Two weeks of the four are within the problem: nothing was served then, and that is no measure.
    const longSince = { ...known, since: noon - 2 * WEEK };
    expect(expectedOf(longSince, noon, (hour) => (hour === (noon - 3 * WEEK) / HOUR ? 8 : 0))).toBe(4);
  });
});
