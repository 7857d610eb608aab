import type {
  CardKind,
  CardReaderPort,
  CardReaderState,
  InsertionToken,
  PinOutcome,
  RelayPackage,
  RelayReport,
  RelaySource,
  TechnicianId,
} from '@borne/device-drivers/card-reader/port';
import type {
  PrinterState,
  PrintOutcome,
  PrintProgress,
  ReceiptPrinterPort,
} from '@borne/device-drivers/receipt-printer/port';
import type { Device, DeviceError, DeviceErrorCode } from '@borne/domain/device-error';
import { paper80 } from '@borne/domain/paper-format';
import type { PrintedLine } from '@borne/domain/printed-line';
import { err, ok, type Result } from '@borne/domain/result';
import type { CardSerial, RightsStatement, VitaleContent } from '@borne/domain/rights';
import { epochMilliseconds, milliseconds } from '@borne/domain/time';
import type {
  CardResponses,
  CardUpdateFlag,
  CardUpdateNext,
  CardUpdatePackage,
  CardUpdatePort,
  CentralPort,
} from '@borne/sync/central/port';
import type { DownlinkPort, Instructions } from '@borne/sync/downlink/port';
import type { IdentityPort, IdentityState } from '@borne/sync/identity/port';
import type {
  Backlog,
  JournalError,
  JournalFault,
  JournalHealth,
  JournalPort,
  Occurrence,
  Operation,
  OperationId,
  Outcome,
} from '@borne/sync/journal/port';
import type { OppositionPort } from '@borne/sync/opposition/port';
import type { NoSeal, SealingPort } from '@borne/sync/sealing/port';
import type { Delivery, UplinkPort } from '@borne/sync/uplink/port';
import type { KioskPorts } from '../ports.ts';

/**
 * Ports that a test holds in its hand: each call waits until the test answers it, or is answered by a rule the
 * test set. They stand for drivers in tests of the machines only; the drivers themselves run against simulators.
 */

/** A call that waits for its answer. */
export interface Pending<T> {
  readonly answer: (value: T) => void;
  readonly fail: (cause: unknown) => void;
  readonly signal: AbortSignal | undefined;
}

/** Calls of one kind: answered by `rule` at once when there is one, kept in `pending` otherwise. */
export class Calls<Input, Output> {
  readonly made: Input[] = [];
  readonly pending: Pending<Output>[] = [];
  rule: ((input: Input) => Output) | undefined;

  constructor(rule?: (input: Input) => Output) {
    this.rule = rule;
  }

  call(input: Input, signal?: AbortSignal): Promise<Output> {
    this.made.push(input);
    const { rule } = this;
    if (rule) return Promise.resolve().then(() => rule(input));
    return new Promise((answer, fail) => this.pending.push({ answer, fail, signal }));
  }

  /** Answers the oldest call that waits. */
  answer(value: Output): void {
    const oldest = this.pending.shift();
    if (!oldest) throw new Error('no call is waiting for an answer');
    oldest.answer(value);
  }
}

export const failure = (device: Device, code: DeviceErrorCode): DeviceError => ({
  device,
  code,
  retryable: false,
  detail: `fake: ${code}`,
});

class Watched<State> {
  readonly #listeners = new Set<(state: State) => void>();
  constructor(public current: State) {}
  set(state: State): void {
    this.current = state;
    for (const listener of this.#listeners) listener(state);
  }
  subscribe(listener: (state: State) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

export class FakeCardReader implements CardReaderPort {
  readonly #state = new Watched<CardReaderState>({ reader: 'empty', name: 'Fake Reader 0' });
  #insertions = 0;
  readonly reads = new Calls<InsertionToken, Result<VitaleContent, DeviceError>>();
  readonly triesLeft = new Calls<InsertionToken, Result<number, DeviceError>>(() => ok(3));
  readonly pins = new Calls<string, Result<PinOutcome, DeviceError>>((pin) =>
    ok(
      pin === '2580'
        ? { pin: 'accepted', technician: 'T-042' as TechnicianId }
        : { pin: 'wrong', remaining: 2 },
    ),
  );

  insert(card: CardKind): InsertionToken {
    this.#insertions += 1;
    const token = `card-${this.#insertions}` as InsertionToken;
    this.#state.set({ reader: 'identifying', name: 'Fake Reader 0', token });
    this.#state.set({ reader: 'occupied', name: 'Fake Reader 0', token, card });
    return token;
  }
  pull(): void {
    this.#state.set({ reader: 'empty', name: 'Fake Reader 0' });
  }
  lose(): void {
    this.#state.set({ reader: 'absent' });
  }
  set(state: CardReaderState): void {
    this.#state.set(state);
  }
  state = () => this.#state.current;
  subscribe = (listener: (state: CardReaderState) => void) => this.#state.subscribe(listener);
  readVitale = (token: InsertionToken, signal?: AbortSignal) => this.reads.call(token, signal);
  pinTriesLeft = (token: InsertionToken, signal?: AbortSignal) => this.triesLeft.call(token, signal);
  verifyTechnician = (_: InsertionToken, pin: string, signal?: AbortSignal) => this.pins.call(pin, signal);
  /** Cuts every relay as it is about to send this APDU, counted from 1. */
  cutRelay: { readonly at: number; readonly error: DeviceError } | undefined;

  /** Called with each package as it is given to the card. */
  onPackage: (given: RelayPackage) => void = () => {};

  /** A card that answers 9000 to everything, until it is pulled. */
  relay = async (token: InsertionToken, source: RelaySource, signal?: AbortSignal): Promise<RelayReport> => {
    const over = new AbortController();
    const giveUp = (error: DeviceError) => over.abort(error);
    const unsubscribe = this.subscribe((state) => {
      if (!('token' in state) || state.token !== token) giveUp(failure('card-reader', 'card-removed'));
    });
    signal?.addEventListener('abort', () => giveUp(failure('card-reader', 'cancelled')));
    if (signal?.aborted) giveUp(failure('card-reader', 'cancelled'));
    const isOver = new Promise<void>((resolve) => over.signal.addEventListener('abort', () => resolve()));
    const cut = (): { cut?: DeviceError } => (over.signal.aborted ? { cut: over.signal.reason } : {});
    let [responses, sent, mayHaveWritten]: [Uint8Array[], number, boolean] = [[], 0, false];
    while (!over.signal.aborted) {
      const next = await Promise.race([source(responses, over.signal), isOver]);
      if (!next) break;
      this.onPackage(next);
      responses = [];
      for (const _ of next.apdus) {
        sent += 1;
        mayHaveWritten ||= next.mayWrite;
        if (sent === this.cutRelay?.at) giveUp(this.cutRelay.error);
        if (over.signal.aborted) break;
        responses.push(Uint8Array.of(0x90, 0x00));
        next.onAnswer?.(responses.length);
      }
    }
    unsubscribe();
    return { ...cut(), responses, sent, mayHaveWritten };
  };
  close = async () => {};
}

export const readyPrinter = {
  printer: 'connected',
  paper: 'ok',
  cover: 'closed',
} as const satisfies PrinterState;

export class FakePrinter implements ReceiptPrinterPort {
  readonly #state = new Watched<PrinterState>(readyPrinter);
  readonly format = paper80;
  readonly jobs = new Calls<readonly PrintedLine[], PrintOutcome>();
  /** As of a printer with a presenter: what it takes back is no longer in its mouth. */
  readonly retractions = new Calls<undefined, Result<'retracted' | 'empty', DeviceError>>(() => {
    const state = this.#state.current;
    if (state.printer !== 'connected' || state.presenter !== 'ticket') return ok('empty');
    this.#state.set({ ...state, presenter: 'empty' });
    return ok('retracted');
  });
  /** Reports progress of the latest job. */
  progress: (progress: PrintProgress) => void = () => {};

  set(state: PrinterState): void {
    this.#state.set(state);
  }
  state = () => this.#state.current;
  subscribe = (listener: (state: PrinterState) => void) => this.#state.subscribe(listener);
  print: ReceiptPrinterPort['print'] = (lines, options) => {
    this.progress = options?.onProgress ?? (() => {});
    return this.jobs.call(lines, options?.signal);
  };
  retract = () => this.retractions.call(undefined);
  close = async () => {};
}

/** A journal in memory. Set `refuses` to have it refuse every write, or only the calls named. */
export class FakeJournal implements JournalPort {
  readonly operations = new Map<string, { operation: Operation; outcome: Outcome | undefined }>();
  readonly occurrences: Occurrence[] = [];
  refuses: JournalError | undefined;
  refusesOnly: readonly ('begin' | 'settle' | 'record')[] = ['begin', 'settle', 'record'];
  readonly begins = new Calls<Operation, Result<OperationId, JournalError>>((operation) => {
    const refusal = this.#refusalOf('begin');
    if (refusal) return err(refusal);
    const id = `operation-${this.operations.size + 1}` as OperationId;
    this.operations.set(id, { operation, outcome: undefined });
    return ok(id);
  });

  begin = (operation: Operation) => this.begins.call(operation);
  settle = async (id: OperationId, outcome: Outcome) => {
    const refusal = this.#refusalOf('settle');
    if (refusal) return err(refusal);
    const known = this.operations.get(id);
    if (!known) return err({ code: 'unknown-operation' as const, detail: id });
    known.outcome = outcome;
    return ok(undefined);
  };
  record = async (occurrence: Occurrence) => {
    const refusal = this.#refusalOf('record');
    if (refusal) return err(refusal);
    this.occurrences.push(occurrence);
    return ok(undefined);
  };
  readonly keptForLater: Occurrence[] = [];
  recordLater = (occurrence: Occurrence) => void this.keptForLater.push(occurrence);
  fault: JournalFault = 'full';
  health = (): JournalHealth => ({ ...(this.refuses && { fault: this.fault }), fill: 0.1, setAside: 0 });
  backlog = (): Backlog => ({
    unacknowledged: this.operations.size + this.occurrences.length,
    inDoubt: this.outcomes().filter((outcome) => outcome !== 'done' && outcome !== 'not-done').length,
  });

  outcomes = () => [...this.operations.values()].map(({ outcome }) => outcome);
  kinds = () => this.occurrences.map(({ kind }) => kind);
  #refusalOf(call: 'begin' | 'settle' | 'record') {
    return this.refusesOnly.includes(call) ? this.refuses : undefined;
  }
}

export class FakeCentral implements CentralPort {
  readonly asked = new Calls<string, Result<RightsStatement, DeviceError>>();
  rightsOf: CentralPort['rightsOf'] = (serial, signal) => this.asked.call(serial, signal);
}

export class FakeCardUpdates implements CardUpdatePort {
  readonly flags = new Calls<string, Result<CardUpdateFlag, DeviceError>>();
  readonly openings = new Calls<
    string,
    Result<{ readonly relay: string; readonly first: CardUpdatePackage }, DeviceError>
  >();
  readonly exchanges = new Calls<CardResponses, Result<CardUpdateNext, DeviceError>>();
  flag: CardUpdatePort['flag'] = (serial, _, signal) => cancellable(this.flags, serial, signal);
  open: CardUpdatePort['open'] = (serial, signal) => cancellable(this.openings, serial, signal);
  next: CardUpdatePort['next'] = (_, __, given, signal) => cancellable(this.exchanges, given, signal);
}

/** As the client of the centre does, a question that is given up fails at once; its answer is dropped. */
function cancellable<Input, T>(
  calls: Calls<Input, Result<T, DeviceError>>,
  input: Input,
  signal: AbortSignal | undefined,
): Promise<Result<T, DeviceError>> {
  const cancelled = err(failure('central-api', 'cancelled'));
  if (signal?.aborted) return Promise.resolve(cancelled);
  const answer = calls.call(input, signal);
  const own = calls.pending.at(-1);
  return new Promise((resolve, reject) => {
    answer.then(resolve, reject);
    signal?.addEventListener('abort', () => {
      if (own && calls.pending.includes(own)) calls.pending.splice(calls.pending.indexOf(own), 1);
      resolve(cancelled);
    });
  });
}

export class FakeOpposition implements OppositionPort {
  readonly opposed = new Set<string>();
  isOpposed = (serial: CardSerial) => this.opposed.has(serial);
}

/** Seals with zeros, unless `refuses` says why it does not. */
export class FakeSealing implements SealingPort {
  refuses: NoSeal | undefined;
  sealer: SealingPort['sealer'] = () =>
    this.refuses
      ? err(this.refuses)
      : ok({
          authority: 'ZZ99',
          certificate: '1112',
          sign: () => new Uint8Array(64),
          fingerprint: () => '0'.repeat(64),
        });
}

export class FakeIdentity implements IdentityPort {
  current: IdentityState = { identity: 'enrolled', until: epochMilliseconds(startOfDay + 60 * 86_400_000) };
  state = () => this.current;
}

/** What the centre sent down; `set` replaces part of it. */
export class FakeDownlink implements DownlinkPort {
  readonly #state = new Watched<Instructions>({
    version: 1,
    freshness: { freshness: 'current', until: epochMilliseconds(startOfDay + 86_400_000) },
    notices: [],
    closures: [],
    withdrawn: [],
    texts: {},
  });
  set(changes: Partial<Instructions>): void {
    this.#state.set({ ...this.#state.current, ...changes });
  }
  current = () => this.#state.current;
  subscribe = (listener: () => void) => this.#state.subscribe(listener);
}

export class FakeUplink implements UplinkPort {
  readonly deliveries = new Calls<undefined, Delivery>(() => ({ delivery: 'nothing-to-send' }));
  deliver = (signal?: AbortSignal) => this.deliveries.call(undefined, signal);
}

/** 22 November 2026, 10:00 in Paris. */
export const startOfDay = Date.UTC(2026, 10, 22, 9);

/** Every port of a kiosk, faked. `now` gives milliseconds since the start of the test. */
export class FakePorts implements KioskPorts {
  readonly cardReader = new FakeCardReader();
  readonly printer = new FakePrinter();
  readonly journal = new FakeJournal();
  readonly central = new FakeCentral();
  readonly cardUpdates = new FakeCardUpdates();
  readonly opposition = new FakeOpposition();
  readonly sealing = new FakeSealing();
  readonly identity = new FakeIdentity();
  readonly uplink = new FakeUplink();
  readonly downlink = new FakeDownlink();
  #documents = 0;
  readonly clock: KioskPorts['clock'];

  constructor(now: () => number = () => 0) {
    this.clock = {
      now: () => epochMilliseconds(startOfDay + now()),
      monotonic: () => milliseconds(now()),
    };
  }
  random = () => 0.5;
  documentNumber = () => {
    this.#documents += 1;
    return `DOC-${this.#documents}`;
  };
}
