import type { Branded } from './brand.ts';
import { err, ok, type Result } from './result.ts';

/** A real day of the Gregorian calendar, written AAAA-MM-JJ (ISO 8601). */
export type CalendarDate = Branded<string, 'CalendarDate'>;

const pad = (value: number, width: number) => String(value).padStart(width, '0');

/** Reads `AAAA-MM-JJ`. The error names what was wrong. */
export function parseCalendarDate(text: string): Result<CalendarDate, string> {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return err(`"${text}" is not a date: expected AAAA-MM-JJ`);
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const probe = new Date(Date.UTC(year, month - 1, day));
  probe.setUTCFullYear(year);
  const real = probe.getUTCMonth() === month - 1 && probe.getUTCDate() === day;
  return real ? ok(text as CalendarDate) : err(`"${text}" is not a day of the calendar`);
}

/** The day it is at `epoch` (milliseconds) in the office's time zone. */
export function calendarDateAt(epoch: number, timeZone = 'Europe/Paris'): CalendarDate {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return parts.format(new Date(epoch)) as CalendarDate;
}

/** JJ/MM/AAAA, as French documents and screens write a day. */
export function formatDay(date: CalendarDate): string {
  const [year, month, day] = date.split('-');
  return `${day}/${month}/${year}`;
}

const longDay = new Intl.DateTimeFormat('fr-FR', {
  timeZone: 'UTC',
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});

/** `mardi 1er décembre 2026`, with spaces that never break but after the weekday. */
export function formatLongDay(date: CalendarDate): string {
  const [weekday = '', day = '', ...rest] = longDay.format(new Date(`${date}T00:00:00Z`)).split(' ');
  return `${weekday} ${[day === '1' ? '1er' : day, ...rest].join('\u00a0')}`;
}

/**
 * The last day of `months` months that begin on `from`: three from 15 January end on 14 April. A month too short
 * lends its last day.
 */
export function lastDayOf(from: CalendarDate, months: number): CalendarDate {
  const [year = 0, month = 0, day = 0] = from.split('-').map(Number);
  const daysInMonth = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  const anniversary = Date.UTC(year, month - 1 + months, Math.min(day, daysInMonth));
  const last = day > daysInMonth ? anniversary : anniversary - 86_400_000;
  return new Date(last).toISOString().slice(0, 10) as CalendarDate;
}

/**
 * A birth date as a card holds it: eight digits AAAAMMJJ. People born abroad may have a *date lunaire*,
 * whose month or day does not exist; the card's digits are kept as they are and shown as 01/01 of the year
 * (SESAM-Vitale, API Lecture Vitale 6.xx).
 */
export type CardBirthDate = Branded<string, 'CardBirthDate'>;

export function parseCardBirthDate(text: string): Result<CardBirthDate, string> {
  return /^\d{8}$/.test(text)
    ? ok(text as CardBirthDate)
    : err(`"${text}" is not a birth date: expected AAAAMMJJ`);
}

export function formatBirthDate(birth: CardBirthDate): string {
  const [year, month, day] = [
    Number(birth.slice(0, 4)),
    Number(birth.slice(4, 6)),
    Number(birth.slice(6, 8)),
  ];
  const iso = parseCalendarDate(`${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`);
  return iso.ok ? formatDay(iso.value) : `01/01/${pad(year, 4)}`;
}
