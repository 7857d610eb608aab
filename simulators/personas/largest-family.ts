import type { CalendarDate } from '@borne/domain/calendar-date';
import type { Organisme } from '@borne/domain/rights';
import {
  bornAged,
  type Invented,
  inventedSerial,
  newYearsDay,
  people,
  shiftDays,
  statement,
  yearsEnd,
} from './household.ts';
import type { Persona } from './persona.ts';

const givenNames = [
  'ADÈLE',
  'BASILE',
  'CÉLESTE',
  'DÉSIRÉ',
  'EUGÉNIE',
  'FAUSTIN',
  'GAËLLE',
  'HIPPOLYTE',
  'IRÈNE',
  'JOSÉPHINE',
  'KÉVIN',
  'LÉOPOLD',
  'MÉLUSINE',
  'NOÉ',
  'OCTAVIE',
  'PÂQUERETTE',
  'QUENTIN',
  'RÉMI',
];

/** As many people as a card can hold: an assurée and 18 children. Not on the shelf: it is what layouts and seals are tried with. */
export function largestFamily(today: CalendarDate): Persona {
  const mother: Invented = {
    familyName: 'GRANDJEAN-DES-ÉRABLES',
    givenNames: 'ROSALIE',
    sex: 2,
    birth: bornAged(today, 47, '0321'),
    place: '54970',
    order: '101',
  };
  const children = givenNames.map(
    (name, index): Invented => ({
      familyName: mother.familyName,
      givenNames: name,
      sex: index % 2 === 0 ? 2 : 1,
      birth: bornAged(today, 18 - index, '0704'),
      place: '54971',
      order: String(200 + index),
    }),
  );
  const family = people(mother, ...children);
  const organisme: Organisme = { regime: '01', caisse: '542', centre: '0101' };
  const rights = { periods: [{ from: newYearsDay(today, -1), to: yearsEnd(today) }], doctorDeclared: true };
  return {
    id: 'rosalie-grandjean',
    label: 'Rosalie Grandjean-des-Érables, dix-huit enfants',
    story: 'Dix-neuf personnes : tout ce qu’une carte peut tenir.',
    card: {
      serial: inventedSerial(1999),
      people: family,
      rights: statement('card', shiftDays(today, -30), organisme, family, rights),
    },
    registry: statement('central', today, organisme, family, rights),
  };
}
