import type { CalendarDate } from '@borne/domain/calendar-date';
import type { Organisme } from '@borne/domain/rights';
import {
  bornAged,
  inventedSerial,
  newYearsDay,
  people,
  shiftDays,
  statement,
  yearsEnd,
} from './household.ts';
import type { Persona } from './persona.ts';

/** Somebody who declared her card lost, and has it in her hand. */
export function jeanneRoux(today: CalendarDate): Persona {
  const alone = people({
    familyName: 'ROUX',
    givenNames: 'JEANNE',
    sex: 2,
    birth: bornAged(today, 62, '1130'),
    place: '72966',
    order: '118',
  });
  const organisme: Organisme = { regime: '01', caisse: '721', centre: '0505' };
  const rights = { periods: [{ from: newYearsDay(today, -1), to: yearsEnd(today) }], doctorDeclared: true };
  return {
    id: 'jeanne-roux',
    label: 'Jeanne Roux, 62 ans, carte en opposition',
    story: 'Elle a déclaré sa carte perdue, puis l’a retrouvée : la carte se lit, et ne doit plus servir.',
    opposed: true,
    card: {
      serial: inventedSerial(1010),
      people: alone,
      rights: statement('card', shiftDays(today, -90), organisme, alone, rights),
    },
    registry: statement('central', today, organisme, alone, rights),
  };
}
