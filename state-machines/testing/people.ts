import type { CalendarDate, CardBirthDate } from '@borne/domain/calendar-date';
import { type Nir, nirKey } from '@borne/domain/nir';
import type { Beneficiary, CardSerial, Rang, RightsStatement, VitaleContent } from '@borne/domain/rights';

/** Fictional people. Commune code 990 of department 49 was never assigned. */

const nir = (body: string) => `${body}${nirKey(body)}` as Nir;

const person = (rang: string, familyName: string, givenNames: string, birth: string, body: string) => ({
  rang: rang as Rang,
  familyName,
  givenNames,
  birth: birth as CardBirthDate,
  nir: nir(body),
});

const entitled = {
  periods: [{ from: '2026-01-01' as CalendarDate, to: '2026-12-31' as CalendarDate }],
  doctorDeclared: true,
};

const claire = person('01', 'VANNIER', 'CLAIRE', '19880214', '2880249990123');
const leo = person('02', 'VANNIER', 'LEO', '20150901', '1150949990045');

const organisme = { regime: '01', caisse: '491', centre: '0881' };

const covered = (people: readonly [Beneficiary, ...Beneficiary[]], source: 'central' | 'card') =>
  ({
    source,
    asOf: (source === 'central' ? '2026-11-22' : '2026-03-05') as CalendarDate,
    organisme,
    beneficiaries: people,
  }) satisfies RightsStatement;

const claireCovered = { ...claire, ...entitled };
const leoCovered = { ...leo, ...entitled };

/** A mother and her son; the card knows their rights of March. */
export const family: VitaleContent = {
  serial: '4900000000000017' as CardSerial,
  people: [claire, leo],
  rights: covered([claireCovered, leoCovered], 'card'),
};

/** The same mother alone. */
export const single: VitaleContent = {
  serial: '4900000000000025' as CardSerial,
  people: [claire],
  rights: covered([claireCovered], 'card'),
};

/** A card whose own file of rights cannot be read. */
export const singleWithoutRights: VitaleContent = { serial: single.serial, people: single.people };

/** A card whose update was left unfinished: what it says of rights cannot be believed. */
export const singleUnfinished: VitaleContent = {
  ...singleWithoutRights,
  updates: { version: 3, open: true },
};

export const familyRights = covered([claireCovered, leoCovered], 'central');
export const singleRights = covered([claireCovered], 'central');

/** Somebody else, who is on none of these cards. */
export const stranger = person('01', 'MARTEL', 'EVE', '19900101', '2900149990001');
/** What the centre could say of a card whose first rang it does not cover. */
export const strangerRights = covered([{ ...stranger, rang: '03' as Rang, ...entitled }], 'central');

/** What must be found nowhere once the person is gone. */
export const personalWords: readonly string[] = [
  'VANNIER',
  'CLAIRE',
  'LEO',
  claire.nir,
  leo.nir,
  '19880214',
  '20150901',
  '4900000000000017',
  '4900000000000025',
];
