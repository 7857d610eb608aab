import type { Branded } from '@borne/domain/brand';
import type { Result } from '@borne/domain/result';

/** Names one operation for ever, here and at the centre: a UUID version 7. */
export type OperationId = Branded<string, 'OperationId'>;

/** Ties a record to the seal of its document. The fingerprint covers the signature, which nobody can guess: it betrays nothing. */
export interface SealReference {
  /** Identifiers of the certificate that sealed. */
  readonly authority: string;
  readonly certificate: string;
  /** SHA-256 of the sealed text, in hex. */
  readonly fingerprint: string;
}

/** What a kiosk does that must be told. No field holds a NIR, a name or a health datum. */
export type Operation =
  | {
      readonly kind: 'attestation-droits';
      /** Printed on the paper: ties the sheet to the record. */
      readonly documentNumber: string;
      /** Serial of the Carte Vitale: a pseudonym that the centre can resolve and a thief cannot. */
      readonly cardSerial: string;
      readonly rangs: readonly string[];
      readonly rightsFrom: 'central' | 'card';
      /** Absent when the document has no seal. */
      readonly seal?: SealReference;
      /** Operation that this one repeats at the person's request; the paper then says DUPLICATA. */
      readonly repeats?: OperationId;
    }
  | { readonly kind: 'maintenance'; readonly technician: string; readonly action: string }
  /**
   * Begun before the first package that writes on a card. `in-doubt` is the kiosk's last word: only the card can settle it,
   * at its next presentation anywhere, and the centre then knows.
   */
  | {
      readonly kind: 'card-update';
      /** Names the attempt, here, at the centre and on the card. The centre knows of which card. */
      readonly relay: string;
      /** Names what is going to be written, and tells nothing of it. */
      readonly plan: string;
      /** APDUs that write, the mark included. */
      readonly writes: number;
    };

/** `in-doubt`: it may have happened. Never to be shown, counted or reported as done. */
export type Outcome = 'done' | 'not-done' | 'in-doubt';

/** Something that happened, with nothing to wait for. */
export type Occurrence =
  | { readonly kind: 'host-started'; readonly version: string; readonly leftInDoubt: number }
  | { readonly kind: 'maintenance-entered'; readonly technician: string }
  | { readonly kind: 'maintenance-left'; readonly technician: string; readonly why: string }
  | { readonly kind: 'pin-refused'; readonly remaining: number }
  /**
   * A technician's card opened nothing although a PIN was entered and not found wrong. `not-genuine`: the card did not
   * prove what it is, and saw no PIN or a PIN it lied about. `answer-unknown`: the PIN may have been presented, and what
   * the card said of it is not known. `card-removed`: it was accepted, and the card was gone by then.
   */
  | {
      readonly kind: 'technician-refused';
      readonly why: 'not-genuine' | 'answer-unknown' | 'card-removed';
    }
  /** The centre knows other people under this card's serial than the card holds: a home-made card, or a stale one. */
  | { readonly kind: 'rights-mismatch'; readonly cardSerial: string }
  /** A card that was declared lost, stolen or invalid was presented, and not served. */
  | { readonly kind: 'card-opposed'; readonly cardSerial: string }
  /** The kiosk stopped serving because its card reader was lost. A journal that refuses cannot record that it does. */
  | { readonly kind: 'out-of-service'; readonly why: 'card-reader' }
  /** It serves again. After a journal failure, that this could be recorded is what allows it to. */
  | { readonly kind: 'back-in-service'; readonly after: 'card-reader' | 'journal' }
  /** What the person said they see of a print in doubt. It settles nothing: the operation's outcome stays what it is. */
  | {
      readonly kind: 'print-seen';
      readonly operation: OperationId;
      readonly said: 'whole' | 'not-whole' | 'unknown';
    }
  | { readonly kind: 'card-forgotten' }
  | { readonly kind: 'paper-forgotten' };

/** `full`: the space allotted is used up. `in-doubt`: the commit failed; look the operation up. */
export interface JournalError {
  readonly code: 'full' | 'in-doubt' | 'unknown-operation' | 'already-settled' | 'closed';
  readonly detail: string;
  readonly cause?: unknown;
}

/**
 * What keeps the journal from taking new work. `full`: its allotment is used up, and the centre must take some of it; `disk-full`:
 * other files left it no room; `read-only`: its folder cannot be written; `disk-failing`: reading or writing gives errors.
 */
export type JournalFault = 'full' | 'disk-full' | 'read-only' | 'disk-failing' | 'unusable';

/** How the journal is, for whoever looks after the kiosk. */
export interface JournalHealth {
  /** As found when it was last used; absent when it takes new work. It goes as the disk heals. */
  readonly fault?: JournalFault;
  /** What was said of it, in English, for a log of the kiosk's: it names files. */
  readonly detail?: string;
  /** Share of its allotment in use, 0 to 1; undefined when the file cannot be read. */
  readonly fill?: number;
  /** Damaged files that lie beside it. What they hold and the centre has not is not delivered: a person must see to them. */
  readonly setAside: number;
}

export interface Backlog {
  /** Records the centre has not acknowledged. */
  readonly unacknowledged: number;
  /** Age basis: wall-clock epoch milliseconds of the oldest of them. */
  readonly oldestAt?: number;
  /** Operations whose outcome is `in-doubt` or not known yet. */
  readonly inDoubt: number;
}

/** The journal as the machines see it. Each call is durable (on disk, flushed) once it resolves to `ok`. */
export interface JournalPort {
  /** Before the act. Without an `ok` the act must not begin. */
  begin(operation: Operation): Promise<Result<OperationId, JournalError>>;
  /**
   * After the act. Settles an operation once; again with the same outcome is `ok`, with another `already-settled`. An
   * outcome that finds no room or no disk is kept and recorded as soon as it can be: never to be shown as done meanwhile.
   */
  settle(id: OperationId, outcome: Outcome, reason?: string): Promise<Result<void, JournalError>>;
  record(occurrence: Occurrence): Promise<Result<void, JournalError>>;
  /**
   * For what has happened already and cannot be withheld: recorded as soon as the journal takes it, under the time of then; lost if
   * the host ends first.
   */
  recordLater(occurrence: Occurrence): void;
  backlog(): Backlog;
  health(): JournalHealth;
}
