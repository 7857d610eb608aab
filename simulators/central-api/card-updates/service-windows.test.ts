import { calendarDateAt } from '@borne/domain/calendar-date';
import { epochMilliseconds } from '@borne/domain/time';
import { expect, it } from 'vitest';
import { shiftDays } from '../../personas/household.ts';
import { simulatedOutages } from './service-windows.ts';

const hour = 3_600_000;

it('closes the simulated caisse until eight in the morning there, on the day that the office calls tomorrow', () => {
  const newYear = Date.parse('2026-01-01T00:30:00Z');
  for (let now = newYear; now < newYear + 366 * 24 * hour; now += 5 * hour) {
    const [outage] = simulatedOutages(epochMilliseconds(now));
    const until = outage?.until ?? Number.NaN;
    const today = calendarDateAt(now);
    expect([new Date(now).toISOString(), calendarDateAt(until)]).toEqual([
      new Date(now).toISOString(),
      shiftDays(today, 1),
    ]);
    expect(new Date(until + 4 * hour).toISOString()).toMatch(/T08:00:00\.000Z$/);
  }
});
