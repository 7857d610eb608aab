import type { CalendarDate } from '@borne/domain/calendar-date';
import type { Beneficiary, Exoneration, Organisme, Rang, RightsPeriod } from '@borne/domain/rights';

/** What a card holds and shows to nobody who has no key. */
export interface ProtectedContent {
  /** At most five lines. */
  readonly address: readonly string[];
  /** At most two exonerations and a modulation. */
  readonly exonerations: readonly Exoneration[];
}

/** Everything of a card that its caisse decides: what an update can change. */
export interface CardRecord extends ProtectedContent {
  readonly asOf: CalendarDate;
  readonly organisme: Organisme;
  /** In order of rang. */
  readonly people: readonly [Beneficiary, ...Beneficiary[]];
  /** When the card itself is valid. */
  readonly validity?: RightsPeriod;
}

export const MOST_PEOPLE = 19;

/** The same people with the rang that their place gives; nothing when nobody is left. */
export function inOrder(people: readonly Beneficiary[]): CardRecord['people'] | undefined {
  const [assure, ...others] = people.map((person, index) => ({
    ...person,
    rang: String(index + 1).padStart(2, '0') as Rang,
  }));
  return assure && [assure, ...others];
}

/** Characters that French civil-status systems write otherwise on a card, whose alphabet is ISO 8859-1. */
const REPLACED: Readonly<Record<string, string>> = { Œ: 'OE', œ: 'oe', Ÿ: 'Y', '’': "'" };

/** `text` in the alphabet of a card; what it lacks loses its accent, then becomes `?`. */
export function inCardAlphabet(text: string): string {
  return [...text]
    .map((character) => {
      const replaced = REPLACED[character] ?? character;
      if ((replaced.codePointAt(0) ?? 0) <= 0xff) return replaced;
      const bare = replaced.normalize('NFD').charAt(0);
      return (bare.codePointAt(0) ?? 0) <= 0xff ? bare : '?';
    })
    .join('');
}
