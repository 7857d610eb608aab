import { createHash, createHmac, randomBytes } from 'node:crypto';
import { calendarDateAt } from '@borne/domain/calendar-date';
import type { Clock } from '@borne/domain/time';
import type {
  CardUpdateFlag,
  CardUpdateNext,
  CardUpdateOpened,
  CardUpdateResponses,
  RightsEnd,
} from '@borne/sync/contract/card-update';
import type { CardRecord } from '../../card/card-record.ts';
import { recordDigest } from '../../card/update-objects.ts';
import { currentKeyVersion, type MasterKeys, simulatedMasterKeys } from '../../secure-channel/card-keys.ts';
import type { FindInsured } from '../registry/registry.ts';
import { type Conversation, converse, type Outgoing, type Verdict } from './conversation.ts';
import type { CardUpdateLedger, LastAnswer } from './ledger.ts';
import type { ServiceWindows } from './service-windows.ts';
import type { CardUpdateOutcome } from './tables.ts';
import { rightsEndOf, targetOf } from './target.ts';

export interface CardUpdatesOptions {
  /** By version; the highest is the one that cards should have. The simulation's by default. */
  readonly masterKeys?: MasterKeys;
  /** When each caisse updates cards; all of them, always, by default. */
  readonly windows?: ServiceWindows;
  /** Serials of the cards declared lost, stolen or invalid. */
  readonly opposed?: ReadonlySet<string>;
}

export type CardUpdateEvent =
  | { readonly event: 'card-update-opened'; readonly kiosk: string; readonly relay: string }
  | {
      readonly event: 'card-update-closed';
      readonly kiosk: string;
      readonly relay: string;
      readonly outcome: CardUpdateOutcome;
    }
  | { readonly event: 'card-update-settled'; readonly relay: string; readonly relays: number }
  | {
      readonly event: 'card-update-alarm';
      readonly kiosk: string;
      readonly relay: string;
      readonly what: string;
    };

/** Why a request is not followed; the route says it in HTTP. */
export type Refusal = 'unknown-card' | 'unknown-relay' | 'opposed' | 'unavailable';

export type Answered<T> = { readonly answer: T } | { readonly refusal: Refusal };

/** What a card should hold, as its caisse knows it on the day it is asked. */
interface Goal {
  readonly target: CardRecord;
  readonly rights: RightsEnd;
}

type Barrier = Answered<Extract<CardUpdateFlag, { flag: 'opposed' | 'unavailable' }>>;

/** A relay that waits for the card's responses. Its keys are here only: they do not survive the process. */
interface OpenRelay {
  readonly relay: string;
  readonly kiosk: string;
  readonly serial: string;
  readonly goal: Goal;
  readonly conversation: Conversation;
  /** The package given out. */
  number: number;
  last?: LastAnswer;
  planned: boolean;
  settled: boolean;
}

/** Secret of this centre for the names of plans and the proofs; simulated, so derived from a sentence. */
const SECRET = createHash('sha256').update('Borne, simulated centre, plans and proofs').digest();

/**
 * The centre's side of card updates: keys, plans, relays and what becomes of them. Requests are taken one at a time. A relay
 * lives as long as the process; after a restart the kiosk is told that it is unknown and opens another.
 */
export class CardUpdates {
  readonly #open = new Map<string, OpenRelay>();
  readonly #masterKeys: MasterKeys;
  readonly #keyVersion: number;
  #work: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly ledger: CardUpdateLedger,
    private readonly clock: Clock,
    private readonly findInsured: FindInsured,
    private readonly options: CardUpdatesOptions,
    private readonly tell: (event: CardUpdateEvent) => void,
  ) {
    this.#masterKeys = options.masterKeys ?? simulatedMasterKeys;
    this.#keyVersion = currentKeyVersion(this.#masterKeys);
  }

  /** What can be said of a card before it is talked to. */
  flag(serial: string, version: number, open: boolean): Promise<Answered<CardUpdateFlag>> {
    return this.#alone(async () => {
      const card = await this.#goalOf(serial);
      if ('barred' in card) return card.barred;
      const { target, rights } = card;
      const check = await this.ledger.lastCheck(serial);
      const known = check?.version === version && check.digest === recordDigest(target) && !open;
      return { answer: known ? { flag: 'up-to-date', rights } : { flag: 'to-check' } };
    });
  }

  open(kiosk: string, serial: string): Promise<Answered<CardUpdateOpened>> {
    return this.#alone(async () => {
      const card = await this.#goalOf(serial);
      if ('barred' in card)
        return 'refusal' in card.barred ? card.barred : { refusal: card.barred.answer.flag };
      for (const earlier of this.#open.values())
        if (earlier.serial === serial) await this.#close(earlier, 'superseded');
      const relay = randomBytes(16).toString('hex');
      const waiting = new Map(
        (await this.ledger.waitingForCard(serial)).map((each) => [each.relay, each.changes]),
      );
      const conversation = converse({
        relay,
        serial,
        target: card.target,
        masterKeys: this.#masterKeys,
        keyVersion: this.#keyVersion,
        hostChallenge: Uint8Array.from(randomBytes(8)),
        planKey: SECRET,
        begunBy: (name) => waiting.get(name) ?? [],
      });
      const first = conversation.next([]);
      if (first.done) throw new Error('a conversation ended before it began');
      await this.ledger.open(relay, kiosk, serial, this.clock.now());
      const opened = {
        relay,
        kiosk,
        serial,
        goal: card,
        conversation,
        number: 1,
        planned: false,
        settled: false,
      };
      this.#open.set(relay, opened);
      this.tell({ event: 'card-update-opened', kiosk, relay });
      return { answer: { relay, first: numbered(first.value, 1) } };
    });
  }

  next(
    kiosk: string,
    relay: string,
    number: number,
    given: CardUpdateResponses,
  ): Promise<Answered<CardUpdateNext>> {
    return this.#alone(async () => {
      const responses = digestOf(given);
      const open = this.#open.get(relay);
      if (!open) return this.#afterTheEnd(kiosk, relay, number, responses);
      if (open.kiosk !== kiosk) {
        await this.#alarm(kiosk, relay, 'another kiosk spoke for this relay');
        return { refusal: 'unknown-relay' };
      }
      if (open.last?.number === number && open.last.responses === responses)
        return { answer: open.last.answer };
      if (number !== open.number) {
        const what = open.last?.number === number ? 'responses were given again, otherwise' : 'out of turn';
        await this.#alarm(kiosk, relay, what);
        return { answer: await this.#fail(open, 'broken', { number, responses }) };
      }
      if (given.cut !== undefined)
        return { answer: await this.#fail(open, 'interrupted', { number, responses }) };
      return { answer: await this.#advance(open, given, responses) };
    });
  }

  /** Every relay, oldest first, and every alarm. */
  async report() {
    return { relays: await this.ledger.relays(), alarms: await this.ledger.alarms() };
  }

  /** One request at a time: what one decides, the next one sees. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#work.then(work);
    this.#work = turn.catch(() => undefined);
    return turn;
  }

  /** What a card should hold now, or what keeps it from being updated. */
  async #goalOf(serial: string): Promise<Goal | { readonly barred: Barrier }> {
    const now = this.clock.now();
    const today = calendarDateAt(now);
    if (this.options.opposed?.has(serial)) return { barred: { answer: { flag: 'opposed' } } };
    const insured = await this.findInsured(serial, today);
    if (!insured) return { barred: { refusal: 'unknown-card' } };
    const { organisme } = insured.rights;
    const outage = this.options.windows?.outage(organisme, now);
    if (outage) return { barred: { answer: { flag: 'unavailable', organisme, reopensAt: outage.until } } };
    const target = targetOf(insured.rights, insured.decided ?? {}, today);
    return { target, rights: rightsEndOf(target, today) };
  }

  async #advance(open: OpenRelay, given: CardUpdateResponses, digest: string): Promise<CardUpdateNext> {
    const { relay, serial } = open;
    const responses = given.responses.map((text) => Uint8Array.from(Buffer.from(text, 'base64')));
    const step = open.conversation.next(responses);
    const summary = 'summary' in step.value ? step.value.summary : undefined;
    if (summary && !open.settled) {
      open.settled = true;
      const relays = await this.ledger.settle(serial, relay, summary);
      if (relays > 0) this.tell({ event: 'card-update-settled', relay, relays });
    }
    if (step.done) return this.#end(open, step.value, { number: open.number, responses: digest });
    if (step.value.plan && !open.planned) {
      open.planned = true;
      await this.ledger.planned(relay, step.value.plan.hash, step.value.plan.changes);
    }
    const answer = numbered(step.value, open.number + 1);
    open.last = { number: open.number, responses: digest, answer };
    open.number += 1;
    return answer;
  }

  async #end(
    open: OpenRelay,
    verdict: Verdict,
    asked: Pick<LastAnswer, 'number' | 'responses'>,
  ): Promise<CardUpdateNext> {
    if (verdict.outcome === 'failed') {
      await this.#alarm(open.kiosk, open.relay, verdict.alarm);
      return this.#fail(open, verdict.why, asked);
    }
    const { relay, serial } = open;
    const at = this.clock.now();
    const { outcome, version } = verdict;
    const { target, rights } = open.goal;
    await this.ledger.proven(relay, { serial, version, digest: recordDigest(target), at });
    const mac = createHmac('sha256', SECRET).update(JSON.stringify([relay, serial, at, outcome, version]));
    const proof = { at, mac: mac.digest('hex') };
    const changed = [...verdict.changes];
    const answer: CardUpdateNext = { next: 'closed', outcome, changed, rights, proof };
    await this.#close(open, outcome, { ...asked, answer });
    return answer;
  }

  async #fail(
    open: OpenRelay,
    why: 'interrupted' | 'broken' | 'refused',
    asked: Pick<LastAnswer, 'number' | 'responses'>,
  ): Promise<CardUpdateNext> {
    const answer: CardUpdateNext = { next: 'closed', outcome: 'failed', why };
    await this.#close(open, why, { ...asked, answer });
    return answer;
  }

  async #close(open: OpenRelay, outcome: CardUpdateOutcome, last?: LastAnswer) {
    this.#open.delete(open.relay);
    await this.ledger.close(open.relay, outcome, this.clock.now(), last);
    this.tell({ event: 'card-update-closed', kiosk: open.kiosk, relay: open.relay, outcome });
  }

  /** A relay that is closed, or that this process does not know: the last answer again, if that is what is asked. */
  async #afterTheEnd(
    kiosk: string,
    relay: string,
    number: number,
    responses: string,
  ): Promise<Answered<CardUpdateNext>> {
    const closed = await this.ledger.closed(relay);
    const { last } = closed ?? {};
    if (closed?.kiosk === kiosk && last?.number === number && last.responses === responses)
      return { answer: last.answer };
    if (last) await this.#alarm(kiosk, relay, 'responses came after the end');
    return { refusal: 'unknown-relay' };
  }

  async #alarm(kiosk: string, relay: string, what: string) {
    await this.ledger.alarm(kiosk, relay, what, this.clock.now());
    this.tell({ event: 'card-update-alarm', kiosk, relay, what });
  }
}

function numbered({ phase, done, of, commands, plan }: Outgoing, number: number) {
  return {
    next: 'package' as const,
    number,
    phase,
    done,
    of,
    commands: commands.map(({ apdu, step }) => ({ apdu: Buffer.from(apdu).toString('base64'), step })),
    ...(plan && { plan: plan.hash }),
  };
}

const digestOf = (given: CardUpdateResponses) =>
  createHash('sha256')
    .update(JSON.stringify([given.responses, given.cut ?? null]))
    .digest('hex');
