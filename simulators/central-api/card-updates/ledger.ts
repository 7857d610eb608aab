import type { CardChange, CardUpdateNext } from '@borne/sync/contract/card-update';
import type { Kysely } from 'kysely';
import type { CardSummary } from '../../card/update-objects.ts';
import type { Tables } from '../store/tables.ts';
import type { CardUpdateOutcome, OnCard } from './tables.ts';

/** The answer to one set of responses, kept so that asking again gets the same. */
export interface LastAnswer {
  readonly number: number;
  /** Digest of the responses. */
  readonly responses: string;
  readonly answer: CardUpdateNext;
}

export interface RelayRow {
  readonly relay: string;
  readonly kiosk: string;
  readonly serial: string;
  readonly outcome: CardUpdateOutcome | null;
  readonly plan: string | null;
  readonly onCard: OnCard | null;
  readonly settledBy: string | null;
}

/** What the centre remembers of card updates. Each call is on disk when it resolves. */
export class CardUpdateLedger {
  constructor(private readonly db: Kysely<Tables>) {}

  async open(relay: string, kiosk: string, serial: string, now: number): Promise<void> {
    await this.db
      .insertInto('card_update')
      .values({ relay, kiosk, serial, opened_at: now, changes: '[]' })
      .execute();
  }

  /** Before a package that writes is given out. */
  async planned(relay: string, plan: string, changes: readonly CardChange[]): Promise<void> {
    await this.db
      .updateTable('card_update')
      .set({ plan, changes: JSON.stringify(changes) })
      .where('relay', '=', relay)
      .execute();
  }

  async close(relay: string, outcome: CardUpdateOutcome, now: number, last?: LastAnswer): Promise<void> {
    await this.db
      .updateTable('card_update')
      .set({
        outcome,
        closed_at: now,
        ...(last && {
          last_number: last.number,
          last_responses: last.responses,
          last_answer: JSON.stringify(last.answer),
        }),
      })
      .where('relay', '=', relay)
      .execute();
  }

  /** Relays for this card whose plan was given out and of which the card has not yet told the end. */
  async waitingForCard(
    serial: string,
  ): Promise<readonly { relay: string; changes: readonly CardChange[] }[]> {
    const rows = await this.db
      .selectFrom('card_update')
      .select(['relay', 'changes'])
      .where('serial', '=', serial)
      .where('plan', 'is not', null)
      .where('on_card', 'is', null)
      .execute();
    return rows.map(({ relay, changes }) => ({ relay, changes: JSON.parse(changes) }));
  }

  /**
   * Settles, through `by`, every relay that waits for this card: the last one that raised the mark went to its end or left
   * the mark up; the mark never came up for the others. Returns how many.
   */
  async settle(serial: string, by: string, { relay, open }: CardSummary): Promise<number> {
    const waiting = (await this.waitingForCard(serial)).filter((each) => each.relay !== by);
    for (const each of waiting) {
      const raised = each.relay === relay;
      await this.#settleOne(each.relay, raised ? (open ? 'partly' : 'applied') : 'not-applied', by);
    }
    return waiting.length;
  }

  /** The end of a relay that the card itself proved through it, and what the card is known to hold since. */
  async proven(relay: string, check: { serial: string; version: number; digest: string; at: number }) {
    await this.#settleOne(relay, 'applied', relay);
    const { serial, version, digest, at: checked_at } = check;
    await this.db
      .insertInto('card_check')
      .values({ serial, version, digest, checked_at })
      .onConflict((conflict) => conflict.column('serial').doUpdateSet({ version, digest, checked_at }))
      .execute();
  }

  async #settleOne(relay: string, onCard: OnCard, by: string) {
    await this.db
      .updateTable('card_update')
      .set({ on_card: onCard, settled_by: by })
      .where('relay', '=', relay)
      .where('plan', 'is not', null)
      .where('on_card', 'is', null)
      .execute();
  }

  lastCheck(serial: string) {
    return this.db
      .selectFrom('card_check')
      .select(['version', 'digest'])
      .where('serial', '=', serial)
      .executeTakeFirst();
  }

  /** A closed relay and its last answer. */
  async closed(relay: string): Promise<{ kiosk: string; last: LastAnswer | undefined } | undefined> {
    const row = await this.db
      .selectFrom('card_update')
      .select(['kiosk', 'last_number', 'last_responses', 'last_answer'])
      .where('relay', '=', relay)
      .executeTakeFirst();
    if (!row) return undefined;
    const { kiosk, last_number: number, last_responses: responses, last_answer: answer } = row;
    const kept = number !== null && responses !== null && answer !== null;
    return { kiosk, last: kept ? { number, responses, answer: JSON.parse(answer) } : undefined };
  }

  async alarm(kiosk: string, relay: string, what: string, at: number): Promise<void> {
    await this.db.insertInto('card_update_alarm').values({ at, kiosk, relay, what }).execute();
  }

  async relays(): Promise<RelayRow[]> {
    const rows = await this.db.selectFrom('card_update').selectAll().orderBy('opened_at').execute();
    return rows.map(({ relay, kiosk, serial, outcome, plan, on_card, settled_by }) => ({
      relay,
      kiosk,
      serial,
      outcome,
      plan,
      onCard: on_card,
      settledBy: settled_by,
    }));
  }

  alarms() {
    return this.db
      .selectFrom('card_update_alarm')
      .select(['kiosk', 'relay', 'what'])
      .orderBy('position')
      .execute();
  }
}
