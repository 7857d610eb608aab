import type { CalendarDate, CardBirthDate } from '@borne/domain/calendar-date';
import { type Nir, nirKey } from '@borne/domain/nir';
import type {
  Beneficiary,
  CardSerial,
  Organisme,
  Person,
  Rang,
  RightsStatement,
  VitaleContent,
} from '@borne/domain/rights';

/**
 * What one needs to say to make up a person. `place` is a département and a commune code that INSEE never
 * assigned: 950 and above, beyond the last commune of every département (the highest is 62909).
 */
export interface Invented {
  readonly familyName: string;
  readonly givenNames: string;
  readonly sex: 1 | 2;
  readonly birth: CardBirthDate;
  readonly place: string;
  readonly order: string;
  /** Month of the NIR when it is not that of the birth date: 20 and above when it is unknown. */
  readonly nirMonth?: string;
}

/** What a caisse or a card says of one person's rights. */
export type Rights = Pick<Beneficiary, 'periods' | 'doctorDeclared'> &
  Partial<Pick<Beneficiary, 'c2s' | 'exonerations'>>;

const twoDigits = (value: number) => String(value).padStart(2, '0');

/** The day `days` after (or before) `date`. */
export function shiftDays(date: CalendarDate, days: number): CalendarDate {
  const epoch = Date.parse(`${date}T00:00:00Z`) + days * 86_400_000;
  return new Date(epoch).toISOString().slice(0, 10) as CalendarDate;
}

/** 1 January of the year of `date`, moved by `years`. */
export function newYearsDay(date: CalendarDate, years = 0): CalendarDate {
  return `${Number(date.slice(0, 4)) + years}-01-01` as CalendarDate;
}

/** 31 December of the year of `date`, moved by `years`. */
export function yearsEnd(date: CalendarDate, years = 0): CalendarDate {
  return `${Number(date.slice(0, 4)) + years}-12-31` as CalendarDate;
}

/** The birth date of somebody whose birthday is `monthDay` (MMJJ) and who is `age` years old on `today`. */
export function bornAged(today: CalendarDate, age: number, monthDay: string): CardBirthDate {
  const hadBirthday = today.slice(5).replace('-', '') >= monthDay;
  return `${Number(today.slice(0, 4)) - age - (hadBirthday ? 0 : 1)}${monthDay}` as CardBirthDate;
}

/** The people of one card, the assuré first; rang by order. */
export function people(...invented: readonly [Invented, ...Invented[]]): readonly [Person, ...Person[]] {
  const [assure, ...others] = invented;
  return [person(assure, 1), ...others.map((one, index) => person(one, index + 2))];
}

function person(invented: Invented, rang: number): Person {
  const { familyName, givenNames, sex, birth, place, order } = invented;
  const body = `${sex}${birth.slice(2, 4)}${invented.nirMonth ?? birth.slice(4, 6)}${place}${order}`;
  return {
    rang: twoDigits(rang) as Rang,
    familyName,
    givenNames,
    birth,
    nir: `${body}${nirKey(body)}` as Nir,
  };
}

/** A statement giving each of `household`, in order, their own `rights`; the last one serves those left. */
export function statement(
  source: RightsStatement['source'],
  asOf: CalendarDate,
  organisme: Organisme,
  household: VitaleContent['people'],
  ...rights: readonly [Rights, ...Rights[]]
): RightsStatement {
  const covered = (person: Person, index: number): Beneficiary => ({
    ...person,
    ...(rights[Math.min(index, rights.length - 1)] ?? rights[0]),
  });
  const [assure, ...others] = household;
  return {
    source,
    asOf,
    organisme,
    beneficiaries: [covered(assure, 0), ...others.map((other, index) => covered(other, index + 1))],
  };
}

/**
 * A card's serial number in the shape we assume for the PAN file: issuer 80 (health, ISO/IEC 7812-1) 250 (France)
 * 000002, then eight digits of our own and the Luhn digit. 20 digits.
 */
export function inventedSerial(number: number): CardSerial {
  const body = `80250000002${String(number).padStart(8, '0')}`;
  const sum = [...body].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return `${body}${(10 - (sum % 10)) % 10}` as CardSerial;
}
