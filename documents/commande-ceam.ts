import { type CalendarDate, formatBirthDate, formatDay } from '@borne/domain/calendar-date';
import type { Organisme, Person } from '@borne/domain/rights';
import { field, framed, heading, type Issue, paragraphs, space } from './document-frame.ts';
import type { DocumentModel } from './document-model.ts';
import { fullName, insuredBlocks } from './person-blocks.ts';

export interface CommandeCeamData extends Issue {
  readonly insured: Person;
  readonly organisme: Organisme;
  /** One card each. */
  readonly holders: readonly [Person, ...Person[]];
  readonly orderNumber: string;
  readonly departure?: CalendarDate;
  /** Whether the departure leaves less time than the post needs. */
  readonly tooSoon: boolean;
}

/** The receipt of an order of *cartes européennes d'assurance maladie* (CEAM). */
export function commandeCeam(data: CommandeCeamData): DocumentModel {
  const { insured, organisme, holders, orderNumber, departure, tooSoon, issuedOn } = data;
  return framed(data, ['ceam'], (say) => [
    ...insuredBlocks(insured, organisme, say),
    space,
    field(say('orderNumber'), orderNumber),
    field(say('orderedOn'), formatDay(issuedOn)),
    ...(departure === undefined ? [] : [field(say('departure'), formatDay(departure))]),
    space,
    heading(say('ceamFor')),
    {
      kind: 'table',
      columns: [
        { header: say('name'), align: 'left' },
        { header: say('birth'), align: 'right' },
      ],
      rows: holders.map((holder) => ({ cells: [fullName(holder), formatBirthDate(holder.birth)] })),
    },
    { kind: 'rule' },
    ...paragraphs(say('ceamSent'), say('ceamValid')),
    ...(tooSoon ? [space, { kind: 'mention', ...say('ceamSoon') } as const] : []),
  ]);
}
