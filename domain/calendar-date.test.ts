import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  calendarDateAt,
  formatBirthDate,
  formatDay,
  formatLongDay,
  lastDayOf,
  parseCalendarDate,
  parseCardBirthDate,
} from './calendar-date.ts';

describe('a day of the calendar', () => {
  it.each(['2024-02-29', '2000-02-29', '1999-12-31', '0099-01-01'])('%s is one', (text) => {
    expect(parseCalendarDate(text)).toEqual({ ok: true, value: text });
  });

  it.each(['2026-02-29', '1900-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '2026-01-00'])(
    '%s does not exist',
    (text) => {
      expect(parseCalendarDate(text)).toEqual({ ok: false, error: `"${text}" is not a day of the calendar` });
    },
  );

  it.each(['', '22/11/2026', '2026-1-1', '20261122', '2026-11-22T00:00'])(
    '"%s" is not written as one',
    (text) => {
      expect(parseCalendarDate(text)).toEqual({
        ok: false,
        error: `"${text}" is not a date: expected AAAA-MM-JJ`,
      });
    },
  );

  it('is read for every day there is', () => {
    const days = fc.date({
      min: new Date('1000-01-01'),
      max: new Date('2999-12-31'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(days, (date) => {
        expect(parseCalendarDate(date.toISOString().slice(0, 10)).ok).toBe(true);
      }),
    );
  });

  it('is that of the office, not of Greenwich', () => {
    expect(calendarDateAt(Date.parse('2026-12-31T23:30:00Z'))).toBe('2027-01-01');
    expect(calendarDateAt(Date.parse('2026-06-30T21:59:00Z'))).toBe('2026-06-30');
    expect(calendarDateAt(Date.parse('2026-12-31T23:30:00Z'), 'America/Cayenne')).toBe('2026-12-31');
  });

  it('is shown the French way', () => {
    const date = parseCalendarDate('2026-11-22');
    expect(date.ok && formatDay(date.value)).toBe('22/11/2026');
  });
});

describe('a birth date on a card', () => {
  const shown = (text: string) => {
    const birth = parseCardBirthDate(text);
    return birth.ok ? formatBirthDate(birth.value) : birth.error;
  };

  it('is shown as it is when the day exists', () => {
    expect(shown('19690512')).toBe('12/05/1969');
    expect(shown('20240229')).toBe('29/02/2024');
  });

  it.each(['19580000', '19581300', '19580231', '19582031', '19580012'])(
    'that is lunar (%s) is shown as 1 January',
    (text) => {
      expect(shown(text)).toBe('01/01/1958');
    },
  );

  it('is eight digits', () => {
    expect(shown('1969051')).toBe('"1969051" is not a birth date: expected AAAAMMJJ');
    expect(parseCardBirthDate('1969O512').ok).toBe(false);
  });
});

describe('a day in words', () => {
  it.each([
    ['2026-12-01', 'mardi 1er décembre 2026'],
    ['2027-08-22', 'dimanche 22 août 2027'],
  ])('%s is %s', (text, words) => {
    const day = parseCalendarDate(text);
    expect(day.ok && formatLongDay(day.value).replaceAll('\u00a0', ' ')).toBe(words);
  });
});

describe('the last day of some months', () => {
  it.each([
    ['2026-01-15', 3, '2026-04-14'],
    ['2026-11-22', 3, '2027-02-21'],
    ['2026-11-30', 3, '2027-02-28'],
    ['2023-11-30', 3, '2024-02-29'],
    ['2026-01-01', 24, '2027-12-31'],
  ])('that begin on %s, %i of them, is %s', (from, months, last) => {
    const day = parseCalendarDate(from);
    expect(day.ok && lastDayOf(day.value, months)).toBe(last);
  });
});
