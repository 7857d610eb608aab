import type { Branded } from './brand.ts';
import type { CalendarDate, CardBirthDate } from './calendar-date.ts';
import type { Nir } from './nir.ts';

/** Serial number of a Carte Vitale: decimal digits, as read from the card's PAN file. A pseudonym: it names a card, not a person. */
export type CardSerial = Branded<string, 'CardSerial'>;

/** Régime (2 digits), caisse (3) and centre (4), as on the card and in the CNAM's nomenclatures. */
export interface Organisme {
  readonly regime: string;
  readonly caisse: string;
  readonly centre: string;
}

/** Rang of a beneficiary on the card: `01` is the assuré, `02` to `19` the others. */
export type Rang = Branded<string, 'Rang'>;

/** Both days are covered. No end: open-ended. */
export interface RightsPeriod {
  readonly from: CalendarDate;
  readonly to?: CalendarDate;
}

/**
 * Why, and when, a person is exempt from the ticket modérateur (ETM), as their caisse knows it. A health datum: shown and
 * printed for its owner, never journaled.
 */
export interface Exoneration {
  /** Its code in the online service CDRi, as the caisse gives it. */
  readonly code: string;
  readonly period: RightsPeriod;
}

/** A person as the card's identity and NIR files tell. */
export interface Person {
  readonly rang: Rang;
  readonly familyName: string;
  readonly givenNames: string;
  readonly birth: CardBirthDate;
  readonly nir: Nir;
}

/** A person with what their caisse owes them. */
export interface Beneficiary extends Person {
  /** At most three, in order. Empty: no right known. */
  readonly periods: readonly RightsPeriod[];
  /** Whether a médecin traitant is declared; the name is never held. */
  readonly doctorDeclared: boolean;
  /** Complémentaire santé solidaire, when the person has it. */
  readonly c2s?: RightsPeriod;
  /** Known from the centre only: a card shows them to nobody who has no professional card. Absent: not known. */
  readonly exonerations?: readonly Exoneration[];
}

/**
 * Who is covered by a card, as one source told it on one day. The source is part of the statement because
 * the document says it: rights are never invented (what comes from the card carries the card's date).
 */
export interface RightsStatement {
  readonly source: 'central' | 'card';
  /** Day on which the source's data were true. */
  readonly asOf: CalendarDate;
  readonly organisme: Organisme;
  /** First the assuré, then by rang. Never empty. */
  readonly beneficiaries: readonly [Beneficiary, ...Beneficiary[]];
}

/** Everything a kiosk reads from a Carte Vitale in one go. */
export interface VitaleContent {
  readonly serial: CardSerial;
  /** First the assuré. Never empty. */
  readonly people: readonly [Person, ...Person[]];
  /** What the card itself says of rights; absent when its file cannot be read or an update was left unfinished. */
  readonly rights?: RightsStatement;
  /** When the card itself is valid, if it says. */
  readonly validity?: RightsPeriod;
  /** How far updates of the card went; absent when it was never updated since it was issued. */
  readonly updates?: CardUpdates;
}

export interface CardUpdates {
  /** Updates that went to their end. */
  readonly version: number;
  /** One was begun and not ended: the card must be updated again before what it says of rights can be believed. */
  readonly open: boolean;
}
