import type { RevocationReason } from '@borne/sync/contract/seal';
import type { Outcome } from '@borne/sync/journal/port';
import type { Generated } from 'kysely';

/** The centre's tables. Records are what kiosks sent, byte for byte; operations are what the centre reads in them. */
export interface Tables {
  watermark: {
    kiosk: string;
    epoch: string;
    seq: number;
    head: string;
    projected_seq: number;
    since: number;
  };
  record: {
    kiosk: string;
    epoch: string;
    seq: number;
    header: string;
    body: Uint8Array;
    hash: string;
    received_at: number;
  };
  /** Batches that contradict what is held, whole: evidence, never read as records. */
  fork: {
    id: Generated<number>;
    kiosk: string;
    epoch: string;
    digest: string;
    from_seq: number;
    to_seq: number;
    reason: string;
    batch: string;
    received_at: number;
  };
  /** How many more there were than were kept. */
  fork_excess: { kiosk: string; batches: number };
  /** Records that were stored and acknowledged and make no sense. */
  quarantine: { kiosk: string; epoch: string; seq: number; reason: string };
  operation: {
    /** Order of arrival: clocks of kiosks do not order anything. */
    position: Generated<number>;
    kiosk: string;
    id: string;
    kind: string;
    document_number: string | null;
    /** In doubt until a record says otherwise. */
    outcome: Outcome;
    settled: number;
    records: number;
    /** Of a card update: the relay that the centre knows it by. */
    relay: string | null;
  };
  /** One attempt to update one card through one kiosk. */
  card_update: {
    relay: string;
    kiosk: string;
    serial: string;
    opened_at: number;
    /** Name of what was to be written, once a package that writes was given out. */
    plan: string | null;
    /** JSON array of what the plan changes. */
    changes: string;
    outcome: CardUpdateOutcome | null;
    closed_at: number | null;
    /** The last answer, and which responses it was the answer to: the kiosk may have to ask again. */
    last_number: number | null;
    last_responses: string | null;
    last_answer: string | null;
    /** What the card says became of the plan, and the relay through which it said so: written once. */
    on_card: OnCard | null;
    settled_by: string | null;
  };
  /** What was last proven of a card. */
  card_check: { serial: string; version: number; digest: string; checked_at: number };
  /** What no honest kiosk nor genuine card does. */
  card_update_alarm: { position: Generated<number>; at: number; kiosk: string; relay: string; what: string };
  /** The one authority of the seals, with its private key. */
  seal_authority: { id: string; private_key: string; certificate: Uint8Array };
  /** A certificate of a kiosk's sealing key; `key` is the SHA-256 of the public one. */
  seal_certificate: {
    position: number;
    id: string;
    kiosk: string;
    key: string;
    certificate: Uint8Array;
    not_before: number;
    not_after: number;
    revoked_since: Generated<number | null>;
    revoked_reason: Generated<RevocationReason | null>;
  };
  seal_revoked_document: { number: string; since: number };
}

export type CardUpdateOutcome =
  | 'updated'
  | 'up-to-date'
  | 'interrupted'
  | 'broken'
  | 'refused'
  | 'superseded';

/** `partly`: some of it is written and the mark is up; the next update completes it. */
export type OnCard = 'applied' | 'partly' | 'not-applied';
