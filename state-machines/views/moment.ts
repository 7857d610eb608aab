import { calendarDateAt } from '@borne/domain/calendar-date';
import type { Say } from '../texts/texts.ts';
import type { Surroundings } from './page.ts';

/** The office's, as for every date the kiosk shows. */
const timeZone = 'Europe/Paris';

/** A moment to come, in epoch milliseconds, as a person says it: "demain lundi 23 novembre à 8 h". */
export function momentText(at: number, { say, now, settings }: Surroundings): string {
  const parts = new Intl.DateTimeFormat(settings.language, {
    timeZone,
    hour: 'numeric',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: 'hour' | 'minute') => parts.find((each) => each.type === type)?.value ?? '';
  const time = timeText(Number(part('hour')), part('minute'), say);
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

const timeText = (hour: number, minutes: string, say: Say) =>
  minutes === '00' ? say('moment.hour', { hour }) : say('moment.hour-and-minutes', { hour, minutes });
