import type { Generated } from 'kysely';

export interface CardUpdateTables {
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
