import { type CalendarDate, formatLongDay } from '@borne/domain/calendar-date';
import type { Person } from '@borne/domain/rights';
import { formatTimeOfDay, type TimeOfDay } from '@borne/domain/time-of-day';
import { field, framed, heading, type Issue, paragraph, space } from './document-frame.ts';
import type { DocumentModel } from './document-model.ts';
import { fullName } from './person-blocks.ts';

export interface TicketRendezVousData extends Issue {
  readonly person: Person;
  readonly day: CalendarDate;
  readonly time: TimeOfDay;
  /** The office: its name, then its address. */
  readonly place: readonly string[];
  readonly subject: string;
  /** What the reception reads from the code: it names the appointment and nobody. */
  readonly reference: string;
  readonly bring: readonly string[];
}

/** The ticket of an appointment at the office. It names the person, and says nothing else of them. */
export function ticketRendezVous(data: TicketRendezVousData): DocumentModel {
  const { person, day, time, place, subject, reference, bring } = data;
  return framed(data, ['appointment'], (say) => [
    { kind: 'title', text: formatLongDay(day) },
    { kind: 'title', text: `à ${formatTimeOfDay(time)}` },
    space,
    { kind: 'paragraph', text: fullName(person) },
    field(say('subject'), subject),
    field(say('where'), place[0] ?? ''),
    ...place.slice(1).map((text) => ({ kind: 'paragraph', text, align: 'indented' }) as const),
    space,
    heading(say('bring')),
    ...bring.map((text) => ({ kind: 'paragraph', text: `-\u00a0${text}` }) as const),
    { kind: 'rule' },
    field(say('reference'), reference),
    { kind: 'code', content: reference, caption: [say('appointmentScan')], otherwise: say('codeTooLarge') },
    paragraph(say('appointmentCancel')),
  ]);
}
