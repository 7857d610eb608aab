import { calendarDateAt } from '@borne/domain/calendar-date';
import type { Surroundings } from './page.ts';

/** The office's, as for every date the kiosk shows. */
const timeZone = 'Europe/Paris';

/** A moment to come, in epoch milliseconds, as a person says it: "demain lundi 23 novembre à 8 h". */
export function momentText(at: number, surroundings: Surroundings): string {
  const { say, now, settings } = surroundings;
  const time = timeOfDay(at, surroundings);
  const daysAway =
    (Date.parse(calendarDateAt(at, timeZone)) - Date.parse(calendarDateAt(now, timeZone))) / 86_400_000;
  if (daysAway === 0) return say('moment.today', { time });
  const day = new Intl.DateTimeFormat(settings.language, {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  }).format(at);
  return say(daysAway === 1 ? 'moment.tomorrow' : 'moment.day', { day, time });
}

/** The time of a moment in the office, in epoch milliseconds: "8 h", "8 h 30". */
export function timeOfDay(at: number, { say, settings }: Pick<Surroundings, 'say' | 'settings'>): string {
  const parts = new Intl.DateTimeFormat(settings.language, {
    timeZone,
    hour: 'numeric',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: 'hour' | 'minute') => parts.find((each) => each.type === type)?.value ?? '';
  const [hour, minutes] = [Number(part('hour')), part('minute')];
  return minutes === '00' ? say('moment.hour', { hour }) : say('moment.hour-and-minutes', { hour, minutes });
}
