import type { CalendarDate } from '@borne/domain/calendar-date';
import type { DeviceError } from '@borne/domain/device-error';
import type { Result } from '@borne/domain/result';
import type { CardSerial, CardUpdates, Organisme, RightsStatement } from '@borne/domain/rights';
import type { CardChange, CardUpdateStep } from '../contract/card-update.ts';

/** What the machines ask of the centre while a person waits. */
export interface CentralPort {
  /**
   * The rights behind a card, as the caisse knows them today. Fails with `unreachable` (no network, centre down, answering
   * nonsense, or not letting this kiosk's certificate in), `timeout`, `refused` (not this question) or `not-found` (no such card).
   */
  rightsOf(serial: CardSerial, signal?: AbortSignal): Promise<Result<RightsStatement, DeviceError>>;
}

export type { CardChange, CardUpdateStep } from '../contract/card-update.ts';

/** Until when the assuré is covered, as the caisse knows it. No `until`: no end. */
export interface RightsEnd {
  readonly until?: CalendarDate;
  readonly ended: boolean;
  readonly organisme: Organisme;
}

/** What the centre says before anything is asked of the card. */
export type CardUpdateFlag =
  | { readonly flag: 'up-to-date'; readonly rights: RightsEnd }
  /** Only the card can tell: open a relay. */
  | { readonly flag: 'to-check' }
  /** Declared lost, stolen or invalid: nothing may be done with it. */
  | { readonly flag: 'opposed' }
  /** The caisse of this card is closed for maintenance. `reopensAt`: wall clock, epoch milliseconds. */
  | { readonly flag: 'unavailable'; readonly organisme: Organisme; readonly reopensAt: number };

/** APDUs that the centre secured for one card, for one channel: to be sent once, in order. */
export interface CardUpdatePackage {
  readonly number: number;
  readonly commands: readonly { readonly apdu: Uint8Array; readonly step: CardUpdateStep }[];
  /** `write`: the card must stay in. */
  readonly phase: 'read' | 'write';
  /** APDUs of this phase in earlier packages, and in all. */
  readonly done: number;
  readonly of: number;
  /** Names what is going to be written. In the packages that write. */
  readonly plan?: string;
}

/** How the centre closed a relay: its word, proven by the card. */
export type CardUpdateClosing =
  | {
      readonly outcome: 'updated' | 'up-to-date';
      readonly changed: readonly CardChange[];
      readonly rights: RightsEnd;
      /** The centre's dated proof of the check, which it alone can verify. */
      readonly proof: { readonly at: number; readonly mac: string };
    }
  | { readonly outcome: 'failed'; readonly why: 'interrupted' | 'broken' | 'refused' };

export type CardUpdateNext =
  | ({ readonly next: 'package' } & CardUpdatePackage)
  | { readonly next: 'closed'; readonly closing: CardUpdateClosing };

/** What came back from the card for one package. `cut`: why the relay stopped before its end. */
export interface CardResponses {
  readonly responses: readonly Uint8Array[];
  readonly cut?: string;
}

/**
 * The centre's side of a card update, whose keys never leave it. Errors as for `CentralPort`; `not-found` means that the
 * card, or the relay, is not known there: after a restart of the centre, open another relay and start afresh with the card.
 */
export interface CardUpdatePort {
  /** `updates`: what the card itself says, when it says. */
  flag(
    serial: CardSerial,
    updates: CardUpdates | undefined,
    signal?: AbortSignal,
  ): Promise<Result<CardUpdateFlag, DeviceError>>;
  /** Opens a relay; any earlier one for this card ends. */
  open(
    serial: CardSerial,
    signal?: AbortSignal,
  ): Promise<Result<{ readonly relay: string; readonly first: CardUpdatePackage }, DeviceError>>;
  /** The responses to package `number`. May be called again after a lost answer: the answer is the same. */
  next(
    relay: string,
    number: number,
    given: CardResponses,
    signal?: AbortSignal,
  ): Promise<Result<CardUpdateNext, DeviceError>>;
}
