import { type Static, Type } from 'typebox';
import { Day, Hash, Serial } from './identifiers.ts';

/**
 * How a card is updated by the centre through a kiosk that only relays (our own protocol, simulated: none is public):
 *
 * 1. `GET /v1/cards/{serial}/update` — the cheap question: is there anything to look at?
 * 2. `POST /v1/card-updates` — opens a relay and gives its first package of APDUs.
 * 3. `PUT /v1/card-updates/{relay}/{number}` — the responses to package `number` up, the next package or the end down.
 *
 * A package is for the card once; its responses may be sent again after a lost answer, and get the same answer.
 */

const strict = { additionalProperties: false } as const;

export const CardUpdatePath = Type.Object({ serial: Serial });

/** What the card says of its own updates, without a key (see the card's documentation). Left out by a card never updated. */
export const CardUpdateQuery = Type.Object({
  version: Type.Optional(Type.Integer({ minimum: 0, maximum: 0xffffffff })),
  open: Type.Optional(Type.Boolean({ description: 'an update was begun and not ended' })),
});

const Organisme = Type.Object({
  regime: Type.String({ pattern: '^\\d{2}$' }),
  caisse: Type.String({ pattern: '^\\d{3}$' }),
  centre: Type.String({ pattern: '^\\d{4}$' }),
});

/** End of the assuré's rights as the caisse knows them. No day: they have no end. */
const RightsEnd = Type.Object(
  { until: Type.Optional(Day), ended: Type.Boolean(), organisme: Organisme },
  strict,
);

export const CardUpdateFlag = Type.Union([
  Type.Object({ flag: Type.Literal('up-to-date'), rights: RightsEnd }, strict),
  Type.Object({ flag: Type.Literal('to-check') }, strict),
  Type.Object({ flag: Type.Literal('opposed') }, strict),
  Type.Object(
    {
      flag: Type.Literal('unavailable'),
      organisme: Organisme,
      reopensAt: Type.Integer({ description: 'epoch milliseconds' }),
    },
    strict,
  ),
]);

/** 128 random bits in hex: names one attempt for ever, at the kiosk, at the centre and on the card. */
export const RelayId = Type.String({ pattern: '^[0-9a-f]{32}$' });

const Bytes = (longest: number) =>
  Type.String({ maxLength: Math.ceil(longest / 3) * 4, pattern: '^[A-Za-z0-9+/]*={0,2}$' });

/** What one APDU is for, in words that a screen can show. */
export const CardUpdateStep = Type.Union([
  Type.Literal('recognise'),
  Type.Literal('read'),
  Type.Literal('begin'),
  Type.Literal('beneficiaries'),
  Type.Literal('rights'),
  Type.Literal('address'),
  Type.Literal('exonerations'),
  Type.Literal('validity'),
  Type.Literal('organisme'),
  Type.Literal('keys'),
  Type.Literal('verify'),
  Type.Literal('finish'),
]);

/** What an update changed, for the person. */
export const CardChange = Type.Union([
  Type.Literal('beneficiary-added'),
  Type.Literal('beneficiary-removed'),
  Type.Literal('identity'),
  Type.Literal('rights'),
  Type.Literal('address'),
  Type.Literal('exonerations'),
  Type.Literal('validity'),
  Type.Literal('organisme'),
  Type.Literal('keys'),
]);

/** Most APDUs in one package. */
export const MOST_COMMANDS = 40;

export const CardUpdatePackage = Type.Object(
  {
    next: Type.Literal('package'),
    number: Type.Integer({ minimum: 1, maximum: 64 }),
    commands: Type.Array(Type.Object({ apdu: Bytes(261), step: CardUpdateStep }, strict), {
      minItems: 1,
      maxItems: MOST_COMMANDS,
    }),
    /** `read`: nothing on the card changes. `write`: the card must stay in. */
    phase: Type.Union([Type.Literal('read'), Type.Literal('write')]),
    done: Type.Integer({ minimum: 0, description: 'APDUs of this phase in earlier packages' }),
    of: Type.Integer({ minimum: 1, description: 'APDUs of this phase, as far as is known' }),
    /** In the packages that write: names the plan and tells nothing of it. */
    plan: Type.Optional(Hash),
  },
  strict,
);

/** Proof that this card was checked on that day with that outcome, which the centre alone can make and verify. */
export const CardUpdateProof = Type.Object(
  {
    at: Type.Integer({ description: 'epoch milliseconds' }),
    mac: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  },
  strict,
);

export const CardUpdateClosed = Type.Union([
  Type.Object(
    {
      next: Type.Literal('closed'),
      outcome: Type.Union([Type.Literal('updated'), Type.Literal('up-to-date')]),
      changed: Type.Array(CardChange),
      rights: RightsEnd,
      proof: CardUpdateProof,
    },
    strict,
  ),
  Type.Object(
    {
      next: Type.Literal('closed'),
      outcome: Type.Literal('failed'),
      /** `interrupted`: the kiosk said so. `broken`: what came back is not what the card sends. `refused`: not a card of ours. */
      why: Type.Union([Type.Literal('interrupted'), Type.Literal('broken'), Type.Literal('refused')]),
    },
    strict,
  ),
]);

export const CardUpdateNext = Type.Union([CardUpdatePackage, CardUpdateClosed]);

export const CardUpdateOpening = Type.Object({ serial: Serial }, strict);

export const CardUpdateOpened = Type.Object({ relay: RelayId, first: CardUpdatePackage }, strict);

export const RelayPath = Type.Object({ relay: RelayId, number: Type.Integer({ minimum: 1, maximum: 64 }) });

/** The responses the card gave, in order: fewer than the commands when one was an error, or when the relay was cut. */
export const CardUpdateResponses = Type.Object(
  {
    responses: Type.Array(Bytes(258), { maxItems: MOST_COMMANDS }),
    cut: Type.Optional(
      Type.String({ minLength: 1, maxLength: 60, description: 'the relay stopped before its end: why' }),
    ),
  },
  strict,
);

export type CardUpdateFlag = Static<typeof CardUpdateFlag>;
export type CardUpdateStep = Static<typeof CardUpdateStep>;
export type CardChange = Static<typeof CardChange>;
export type CardUpdatePackage = Static<typeof CardUpdatePackage>;
export type CardUpdateClosed = Static<typeof CardUpdateClosed>;
export type CardUpdateNext = Static<typeof CardUpdateNext>;
export type CardUpdateOpened = Static<typeof CardUpdateOpened>;
export type CardUpdateResponses = Static<typeof CardUpdateResponses>;
export type RightsEnd = Static<typeof RightsEnd>;
