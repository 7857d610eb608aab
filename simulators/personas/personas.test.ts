import { parseCalendarDate } from '@borne/domain/calendar-date';
import { parseNir } from '@borne/domain/nir';
import type { Person, RightsStatement } from '@borne/domain/rights';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bornAged, inventedSerial } from './household.ts';
import { personas } from './personas.ts';

const day = (text: string) => {
  const date = parseCalendarDate(text);
  if (!date.ok) throw new Error(date.error);
  return date.value;
};
const anyDay = fc
  .date({ min: new Date('2026-01-01'), max: new Date('2040-12-31'), noInvalidDate: true })
  .map((date) => day(date.toISOString().slice(0, 10)));

const covers = (statement: RightsStatement, today: string) =>
  statement.beneficiaries[0].periods.some(({ from, to }) => from <= today && (!to || to >= today));

describe('the personas, whatever the day', () => {
  it('have checked NIRs at places INSEE never assigned, and distinct ones', () => {
    fc.assert(
      fc.property(anyDay, (today) => {
        const people: Person[] = personas(today).flatMap(({ card, registry }) => [
          ...card.people,
          ...(registry?.beneficiaries ?? []),
        ]);
        for (const { nir, birth } of people) {
          expect(parseNir(nir).ok).toBe(true);
          expect(nir.slice(1, 3)).toBe(birth.slice(2, 4));
          expect(Number(nir.slice(7, 10)) >= 950 || nir.slice(5, 10) === '49588').toBe(true);
        }
        const distinct = new Set(personas(today).flatMap(({ card }) => card.people.map(({ nir }) => nir)));
        expect(distinct.size).toBe(personas(today).flatMap(({ card }) => card.people).length);
      }),
    );
  });

  it('say of their rights what their story says', () => {
    fc.assert(
      fc.property(anyDay, (today) => {
        for (const { id, card, registry } of personas(today)) {
          expect(card.rights && covers(card.rights, today)).toBe(id !== 'karim-benali');
          if (registry) expect(covers(registry, today)).toBe(id !== 'karim-benali');
          for (const { asOf, beneficiaries } of card.rights ? [card.rights] : []) {
            expect(asOf < today).toBe(true);
            for (const { periods } of beneficiaries) {
              for (const { from, to } of periods) expect(from < asOf && (!to || from < to)).toBe(true);
            }
          }
        }
      }),
    );
  });
});

it('has the CNAM specimen at 57: 2 69 05 49 588 157 80', () => {
  const [nathalie] = personas(day('2026-11-22'));
  expect(nathalie?.card.people[0].nir).toBe('269054958815780');
});

it('counts an age from the birthday', () => {
  expect(bornAged(day('2026-05-11'), 57, '0512')).toBe('19680512');
  expect(bornAged(day('2026-05-12'), 57, '0512')).toBe('19690512');
});

it('gives serials 20 digits long that pass the Luhn check', () => {
  const serial = inventedSerial(1001);
  const sum = [...serial].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  expect(serial).toHaveLength(20);
  expect(sum % 10).toBe(0);
});
