import { type Static, Type } from 'typebox';
import { Day, Serial } from './identifiers.ts';

/** `GET /v1/cards/{serial}/rights`: who is covered by a card, as the caisse knows it today. Answers are never stored. */

export const RightsPath = Type.Object({ serial: Serial });

const Name = Type.String({ minLength: 1, maxLength: 100 });

const Period = Type.Object({ from: Day, to: Type.Optional(Day) });

const Beneficiary = Type.Object({
  rang: Type.String({ pattern: '^(0[1-9]|1[0-9])$' }),
  familyName: Name,
  givenNames: Name,
  birth: Type.String({
    pattern: '^\\d{8}$',
    description: 'AAAAMMJJ; the month or day of a date lunaire may not exist',
  }),
  nir: Type.String({
    pattern: '^[0-9]{5}[0-9]([0-9]|A|B)[0-9]{8}$',
    description: '15 characters, key included',
  }),
  periods: Type.Array(Period, { maxItems: 3 }),
  doctorDeclared: Type.Boolean(),
  c2s: Type.Optional(Period),
  exonerations: Type.Optional(
    Type.Array(Type.Object({ code: Type.String({ pattern: '^\\d{1,2}$' }), period: Period }), {
      maxItems: 10,
      description: 'ETM codes of the service CDRi. A health datum: never stored, never logged',
    }),
  ),
});

export const Rights = Type.Object({
  asOf: Day,
  organisme: Type.Object({
    regime: Type.String({ pattern: '^\\d{2}$' }),
    caisse: Type.String({ pattern: '^\\d{3}$' }),
    centre: Type.String({ pattern: '^\\d{4}$' }),
  }),
  beneficiaries: Type.Array(Beneficiary, { minItems: 1, maxItems: 19 }),
});

export type Rights = Static<typeof Rights>;
