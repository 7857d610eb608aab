import type {
  CardReaderPort,
  InsertionToken,
  RelayPackage,
  RelayReport,
} from '@borne/device-drivers/card-reader/port';
import type { DeviceError } from '@borne/domain/device-error';
import type { Result } from '@borne/domain/result';
import type { CardSerial, CardUpdates, Organisme } from '@borne/domain/rights';
import type {
  CardChange,
  CardUpdateClosing,
  CardUpdateFlag,
  CardUpdatePackage,
  CardUpdatePort,
  CardUpdateStep,
  RightsEnd,
} from '@borne/sync/central/port';
import type { JournalError, JournalPort, OperationId, Outcome } from '@borne/sync/journal/port';

export interface CardUpdatePorts {
  readonly cardReader: Pick<CardReaderPort, 'relay'>;
  readonly cardUpdates: CardUpdatePort;
  readonly journal: Pick<JournalPort, 'begin' | 'settle'>;
}

/** The card to update, as it was just read. */
export interface CardToUpdate {
  readonly token: InsertionToken;
  readonly serial: CardSerial;
  readonly updates?: CardUpdates;
}

/**
 * For the screen: `step` is under way, after `done` of `of` APDUs of the phase. `write`: the card must stay in, and what is
 * told first of it is told before the first APDU that writes.
 */
export interface CardUpdateProgress {
  readonly phase: CardUpdatePackage['phase'];
  readonly step: CardUpdateStep;
  readonly done: number;
  readonly of: number;
}

/** Why an update stopped before its end. */
export type Interruption =
  | 'card-removed'
  /** The reader or the link to the card failed. */
  | 'reader'
  /** The centre stopped answering. */
  | 'network'
  /** What the card answered is not what the centre expects of it. */
  | 'card'
  /** The journal refused: nothing may be written on a card without it. */
  | 'journal'
  | 'cancelled';

export type CardUpdateResult =
  | { readonly update: 'updated'; readonly changed: readonly CardChange[]; readonly rights: RightsEnd }
  | { readonly update: 'up-to-date'; readonly rights: RightsEnd }
  /** The card says what the caisse knows, which is that rights have ended: the caisse must be contacted. */
  | { readonly update: 'rights-ended'; readonly changed: readonly CardChange[]; readonly rights: RightsEnd }
  /** To the counter: the card is declared lost, stolen or invalid. */
  | { readonly update: 'opposed' }
  | { readonly update: 'unavailable'; readonly organisme: Organisme; readonly reopensAt: number }
  /** The centre does not know this card. */
  | { readonly update: 'unknown-card' }
  /** To the counter: the card does not prove to be the one it says. */
  | { readonly update: 'refused' }
  /** The centre could not be asked; nothing was sent to the card. */
  | { readonly update: 'unreachable'; readonly error: DeviceError }
  /** `cardTouched`: something may have been written; the same card must be presented again, here or elsewhere. */
  | { readonly update: 'interrupted'; readonly why: Interruption; readonly cardTouched: boolean };

export interface CardUpdateOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: CardUpdateProgress) => void;
}

/** A restarted centre, or a link that failed once, is worth another relay: reading and planning again is always safe. */
const MOST_RELAYS = 3;

/**
 * Updates the card that is in, from the centre's question to its proof; resolves in every case. The journal knows of it before
 * the first package that writes, and of its outcome after: `done` only when the centre has the card's own word for it,
 * `not-done` when nothing that writes was sent, `in-doubt` otherwise, which the card settles at its next presentation.
 */
export async function updateCard(
  ports: CardUpdatePorts,
  card: CardToUpdate,
  options: CardUpdateOptions = {},
): Promise<CardUpdateResult> {
  const flag = await ports.cardUpdates.flag(card.serial, card.updates, options.signal);
  if (!flag.ok) return notAsked(flag.error);
  if (flag.value.flag !== 'to-check') return told(flag.value);
  let cardTouched = false;
  for (let relays = 1; ; relays += 1) {
    const opened = await ports.cardUpdates.open(card.serial, options.signal);
    if (!opened.ok)
      return cardTouched ? interrupted(whyOf(opened.error), cardTouched) : notAsked(opened.error);
    const attempt = new Attempt(ports, opened.value.relay, opened.value.first, options.onProgress);
    const result = await attempt.run(card.token, options.signal);
    cardTouched ||= result.cardTouched;
    if (result.closing && result.closing.outcome !== 'failed') return closed(result.closing);
    if (result.closing?.why === 'refused') return { update: 'refused' };
    if (!result.again || relays === MOST_RELAYS || options.signal?.aborted)
      return interrupted(result.why, cardTouched);
  }
}

interface AttemptResult {
  readonly closing?: CardUpdateClosing;
  readonly why: Interruption;
  readonly cardTouched: boolean;
  /** Whether another relay may succeed at once. */
  readonly again: boolean;
}

/** One relay, from its first package to its end or its cut. */
class Attempt {
  #package: CardUpdatePackage;
  /** The responses to the package under way were sent up: only its answer is missing. */
  #asked = false;
  /** The journal's answer to the intent, from the moment it is asked: a relay may be cut while it is written. */
  #begun: Promise<Result<OperationId, JournalError>> | undefined;
  #written = 0;
  #closing: CardUpdateClosing | undefined;
  #centreError: DeviceError | undefined;
  #journalRefused = false;

  constructor(
    private readonly ports: CardUpdatePorts,
    private readonly relay: string,
    first: CardUpdatePackage,
    private readonly onProgress: CardUpdateOptions['onProgress'],
  ) {
    this.#package = first;
  }

  async run(token: InsertionToken, signal: AbortSignal | undefined): Promise<AttemptResult> {
    const report = await this.ports.cardReader.relay(
      token,
      (responses, over) => this.#next(responses, over),
      signal,
    );
    const why = this.#why(report);
    await this.#settle(report, why);
    if (report.cut && !this.#asked) this.#tellCut(report, report.cut);
    return {
      ...(this.#closing && { closing: this.#closing }),
      why,
      cardTouched: report.mayHaveWritten && this.#closing?.outcome !== 'updated',
      again: this.#centreError?.code === 'not-found' || report.cut?.code === 'protocol',
    };
  }

  async #next(responses: readonly Uint8Array[], over: AbortSignal): Promise<RelayPackage | undefined> {
    if (responses.length > 0) {
      this.#asked = true;
      const answer = await this.#ask(responses, over);
      if (!answer.ok) {
        this.#centreError = answer.error;
        return undefined;
      }
      if (answer.value.next === 'closed') {
        this.#closing = answer.value.closing;
        return undefined;
      }
      this.#package = answer.value;
      this.#asked = false;
    }
    return (await this.#mayBegin()) ? this.#forTheCard() : undefined;
  }

  /** The answer may have been lost on the way: asking again is harmless, sending to the card again is not. */
  async #ask(responses: readonly Uint8Array[], over: AbortSignal) {
    const { number } = this.#package;
    const answer = await this.ports.cardUpdates.next(this.relay, number, { responses }, over);
    if (answer.ok || !answer.error.retryable || over.aborted) return answer;
    return this.ports.cardUpdates.next(this.relay, number, { responses }, over);
  }

  /** Before the first package that writes, the journal must know. */
  async #mayBegin(): Promise<boolean> {
    const { plan, of, phase } = this.#package;
    if (phase === 'read') return true;
    const operation = { kind: 'card-update', relay: this.relay, plan: plan ?? '', writes: of } as const;
    this.#begun ??= this.ports.journal.begin(operation);
    const begun = await this.#begun;
    this.#journalRefused = !begun.ok;
    return begun.ok;
  }

  #forTheCard(): RelayPackage {
    const { commands, phase, done, of } = this.#package;
    const tell = (answers: number) => {
      const step = commands[Math.min(answers, commands.length - 1)]?.step;
      if (step) this.onProgress?.({ phase, step, done: done + answers, of });
    };
    tell(0);
    return {
      apdus: commands.map(({ apdu }) => apdu),
      mayWrite: phase === 'write',
      onAnswer: (answers) => {
        if (phase === 'write') this.#written = done + answers;
        tell(answers);
      },
    };
  }

  #why({ cut }: RelayReport): Interruption {
    if (this.#journalRefused) return 'journal';
    if (this.#centreError) return whyOf(this.#centreError);
    return cut ? whyOf(cut) : 'card';
  }

  async #settle({ mayHaveWritten }: RelayReport, why: Interruption) {
    const begun = await this.#begun;
    if (!begun?.ok) return;
    const done = this.#closing?.outcome === 'updated';
    const outcome: Outcome = done ? 'done' : mayHaveWritten ? 'in-doubt' : 'not-done';
    const reason = done ? undefined : `${why}, ${this.#written} of ${this.#package.of} answered`;
    await this.ports.journal.settle(begun.value, outcome, reason);
  }

  /** So that the centre need not wait for what will not come. Nothing depends on it, and nobody waits for it. */
  #tellCut({ responses }: RelayReport, { code }: DeviceError) {
    void this.ports.cardUpdates.next(this.relay, this.#package.number, { responses, cut: code });
  }
}

const interrupted = (why: Interruption, cardTouched: boolean): CardUpdateResult => ({
  update: 'interrupted',
  why,
  cardTouched,
});

function notAsked(error: DeviceError): CardUpdateResult {
  if (error.code === 'not-found') return { update: 'unknown-card' };
  if (error.code === 'cancelled') return interrupted('cancelled', false);
  return { update: 'unreachable', error };
}

function told(flag: Exclude<CardUpdateFlag, { flag: 'to-check' }>): CardUpdateResult {
  switch (flag.flag) {
    case 'up-to-date':
      return covered({ update: 'up-to-date', rights: flag.rights });
    case 'opposed':
      return { update: 'opposed' };
    case 'unavailable':
      return { update: 'unavailable', organisme: flag.organisme, reopensAt: flag.reopensAt };
  }
}

/** An earlier relay may have changed the card, its end unheard: to the person, it is this update that did. */
function closed({ changed, outcome, rights }: Exclude<CardUpdateClosing, { outcome: 'failed' }>) {
  const updated = outcome === 'updated' || changed.length > 0;
  return covered(updated ? { update: 'updated', changed, rights } : { update: 'up-to-date', rights });
}

/** A card that is up to date with rights that ended is no good news. */
function covered(result: Extract<CardUpdateResult, { update: 'updated' | 'up-to-date' }>): CardUpdateResult {
  if (!result.rights.ended) return result;
  const changed = result.update === 'updated' ? result.changed : [];
  return { update: 'rights-ended', changed, rights: result.rights };
}

function whyOf({ device, code }: DeviceError): Interruption {
  if (code === 'cancelled') return 'cancelled';
  if (device === 'central-api') return 'network';
  return code === 'card-removed' ? 'card-removed' : 'reader';
}
