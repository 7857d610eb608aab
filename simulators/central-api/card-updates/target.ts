import type { CalendarDate } from '@borne/domain/calendar-date';
import type { Beneficiary, RightsPeriod, RightsStatement } from '@borne/domain/rights';
import type { RightsEnd } from '@borne/sync/contract/card-update';
import { type CardRecord, inCardAlphabet, inOrder, type ProtectedContent } from '../../card/card-record.ts';

/** What the caisse decided for a card, beyond the rights of its people. */
export interface Decided extends Partial<ProtectedContent> {
  readonly validity?: RightsPeriod;
}

/** What the card should hold on `today`: what the caisse knows, in the card's alphabet. */
export function targetOf(registry: RightsStatement, decided: Decided, today: CalendarDate): CardRecord {
  const { organisme, beneficiaries } = registry;
  const sorted = beneficiaries.map(onCard).sort((a, b) => a.rang.localeCompare(b.rang));
  const { address = [], exonerations = [], validity } = decided;
  return {
    asOf: today,
    organisme,
    people: inOrder(sorted) ?? [onCard(beneficiaries[0])],
    address: address.map(inCardAlphabet),
    exonerations,
    ...(validity && { validity }),
  };
}

/** The card keeps exonerations apart, where no kiosk reads them: see `Decided`. */
const onCard = ({ exonerations: _, ...person }: Beneficiary): Beneficiary => ({
  ...person,
  familyName: inCardAlphabet(person.familyName),
  givenNames: inCardAlphabet(person.givenNames),
});

/** Until when the assuré is covered. */
export function rightsEndOf({ organisme, people }: CardRecord, today: CalendarDate): RightsEnd {
  const { periods } = people[0];
  if (periods.some(({ to }) => to === undefined)) return { ended: false, organisme };
  const until = periods
    .map(({ to }) => to)
    .sort()
    .at(-1);
  return { ...(until && { until }), ended: until === undefined || until < today, organisme };
}
