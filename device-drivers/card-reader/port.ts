import type { Branded } from '@borne/domain/brand';
import type { DeviceError } from '@borne/domain/device-error';
import type { Result } from '@borne/domain/result';
import type { VitaleContent } from '@borne/domain/rights';

/** Names one presentation of a card. A result that comes back for an older token is dropped. */
export type InsertionToken = Branded<string, 'InsertionToken'>;

/** What a card is, judged from its ATR or, when that is not listed, from the application it answers with. */
export type CardKind = 'vitale-2' | 'vitale-1' | 'professional' | 'bank' | 'technician' | 'unknown' | 'mute';

export type CardReaderState =
  | { readonly reader: 'absent' }
  | { readonly reader: 'empty'; readonly name: string }
  /** A card is in, and being told apart. */
  | { readonly reader: 'identifying'; readonly name: string; readonly token: InsertionToken }
  | {
      readonly reader: 'occupied';
      readonly name: string;
      readonly token: InsertionToken;
      readonly card: CardKind;
    };

/** The outcome of a PIN presented to a technician's card. The counter lives on the card (ISO 7816-4 §11.5.6). */
export type PinOutcome =
  | { readonly pin: 'accepted'; readonly technician: TechnicianId }
  | { readonly pin: 'wrong'; readonly remaining: number }
  | { readonly pin: 'blocked' };

/** Names a technician in the journal, as their card's certificate does. Not a person's name. */
export type TechnicianId = Branded<string, 'TechnicianId'>;

/** APDUs for the card, to be sent once each, in order, until one is not answered 9000. */
export interface RelayPackage {
  readonly apdus: readonly Uint8Array[];
  /** Whether some of them may change the card. A package that does without saying so is refused. */
  readonly mayWrite: boolean;
  /** Called after each answer, with how many of this package there are. */
  readonly onAnswer?: (answers: number) => void;
}

/**
 * Where the APDUs of a relay come from: called with the complete responses to the package before (none at the start), each
 * data ‖ SW1 SW2, fewer than its APDUs when one was not 9000. Nothing: the relay is over. `over` aborts when the card is
 * gone or the relay is given up; what comes later is dropped. Must not reject.
 */
export type RelaySource = (
  responses: readonly Uint8Array[],
  over: AbortSignal,
) => Promise<RelayPackage | undefined>;

/** How a relay ended, and how far it got. */
export interface RelayReport {
  /** Nothing: the source had no more. */
  readonly cut?: DeviceError;
  /** Complete responses to the package that was cut; after an end, to the last one. */
  readonly responses: readonly Uint8Array[];
  /** APDUs handed to the card, the last of which may not have reached it. */
  readonly sent: number;
  /** False: nothing that was sent could change the card. */
  readonly mayHaveWritten: boolean;
}

/**
 * The card reader as the machines see it. Commands take the token of the presentation they are meant for and
 * fail with `card-removed` once another card, or none, is there. No command throws.
 */
export interface CardReaderPort {
  state(): CardReaderState;
  /** Called with every new state. Returns the unsubscription. */
  subscribe(listener: (state: CardReaderState) => void): () => void;
  /** Reads serial, identities, NIRs and the card's own file of rights. */
  readVitale(token: InsertionToken, signal?: AbortSignal): Promise<Result<VitaleContent, DeviceError>>;
  /** Tries left on a technician's card, without using one. 0: blocked. */
  pinTriesLeft(token: InsertionToken, signal?: AbortSignal): Promise<Result<number, DeviceError>>;
  /**
   * Has the card prove the key that its certificate names, then presents `pin` (4 to 8 digits). `refused` if it proves
   * none, or if that certificate is not from the configured authority or has expired: such a card never sees the PIN.
   */
  verifyTechnician(
    token: InsertionToken,
    pin: string,
    signal?: AbortSignal,
  ): Promise<Result<PinOutcome, DeviceError>>;
  /**
   * Relays secured APDUs, which this kiosk can neither read nor make, between `source` and the card, in one stay: the card is
   * reset before and after. Only the few instructions of a card update go through; count, size and time are bounded.
   */
  relay(token: InsertionToken, source: RelaySource, signal?: AbortSignal): Promise<RelayReport>;
  close(): Promise<void>;
}
