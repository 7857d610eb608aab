import type { CalendarDate } from '@borne/domain/calendar-date';
import type { DeviceError } from '@borne/domain/device-error';
import { err, type Result } from '@borne/domain/result';
import { seconds, type Timers } from '@borne/domain/time';
import { CommandQueue } from '../command-queue.ts';
import type { Transmit } from './apdu.ts';
import { cardError } from './card-error.ts';
import { classifyAtr } from './classify.ts';
import { identifyByApplication } from './identify.ts';
import type {
  CardKind,
  CardReaderPort,
  CardReaderState,
  InsertionToken,
  RelayReport,
  RelaySource,
} from './port.ts';
import { RelayProgress, relay } from './relay.ts';
import { pinTriesLeft, verifyTechnician } from './technician.ts';
import type { TechnicianAuthority } from './technician-certificate.ts';
import type { CardConnection, CardReaderTransport, TransportEvent } from './transport.ts';
import { readVitale } from './vitale.ts';

export interface CardReaderOptions {
  readonly transport: CardReaderTransport;
  readonly timers: Timers;
  /** Random bytes, for tokens and challenges; unguessable. */
  readonly random: (length: number) => Uint8Array;
  /** The day it is, for the dates of a certificate. */
  readonly today: () => CalendarDate;
  readonly technicianAuthority: TechnicianAuthority;
  /** The reader to use: any part of its PC/SC name, whatever the case. Left out: the first one found. */
  readonly readerName?: string | undefined;
}

const IDENTIFY_TIMEOUT = seconds(5);
/**
 * Every attempt at a reading together: what a person accepts to wait, and as long as a card that never comes to an end
 * can hold the screen. A genuine one takes 1 to 2 s on the slowest link known (vpcd), about 4 s at 9600 bauds.
 */
const READ_TIMEOUT = seconds(10);
const TRIES_LEFT_TIMEOUT = seconds(5);
const VERIFY_TIMEOUT = seconds(10);
/** A whole relay, the centre's answers included: about forty APDUs and six round trips for a large household. */
const RELAY_TIMEOUT = seconds(120);
/** Dirty contacts often read at the second time. Only what changes nothing on the card may be tried again. */
const READ_ATTEMPTS = 3;
/** In one dialogue. A reading takes about ten; a card that never comes to an end must not hold the kiosk. */
const MAX_APDUS = 512;

/** One stay of one card in the reader in use. */
interface Presentation {
  readonly token: InsertionToken;
  readonly reader: string;
  readonly gone: AbortController;
  kind?: CardKind;
}

/** A conversation with an open card. */
type Dialogue<T> = (transmit: Transmit) => Promise<Result<T, DeviceError>>;

/** Starts the card reader on a transport. The state is `absent` until the transport reports a reader. */
export function createCardReader(options: CardReaderOptions): CardReaderPort {
  return new CardReader(options);
}

class CardReader implements CardReaderPort {
  readonly #options: CardReaderOptions;
  readonly #queue: CommandQueue;
  readonly #listeners = new Set<(state: CardReaderState) => void>();
  /** Every reader the transport knows, in the order they came; with the ATR of the card that is in. */
  readonly #readers = new Map<string, Uint8Array | undefined>();
  #state: CardReaderState = { reader: 'absent' };
  #presentation: Presentation | undefined;
  #connection: CardConnection | undefined;
  /** Ends when the last dialogue has let go of the card: one given up finishes its APDU and resets the card first. */
  #released: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: CardReaderOptions) {
    this.#options = options;
    this.#queue = new CommandQueue('card-reader', options.timers, () => this.#abandonDialogue());
    options.transport.open((event) => this.#onTransportEvent(event));
  }

  state(): CardReaderState {
    return this.#state;
  }

  subscribe(listener: (state: CardReaderState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  readVitale(token: InsertionToken, signal?: AbortSignal) {
    const limits = { name: 'read Vitale', timeout: READ_TIMEOUT, signal };
    return this.#command(token, 'vitale-2', limits, readVitale, READ_ATTEMPTS);
  }

  pinTriesLeft(token: InsertionToken, signal?: AbortSignal) {
    const limits = { name: 'PIN tries left', timeout: TRIES_LEFT_TIMEOUT, signal };
    return this.#command(token, 'technician', limits, pinTriesLeft);
  }

  verifyTechnician(token: InsertionToken, pin: string, signal?: AbortSignal) {
    const { technicianAuthority: authority, today, random } = this.#options;
    const limits = { name: 'verify technician', timeout: VERIFY_TIMEOUT, signal };
    return this.#command(token, 'technician', limits, (transmit) =>
      verifyTechnician(transmit, { pin, authority, today: today(), random }),
    );
  }

  async relay(token: InsertionToken, source: RelaySource, signal?: AbortSignal): Promise<RelayReport> {
    const limits = { name: 'relay', timeout: RELAY_TIMEOUT, signal };
    const progress = new RelayProgress();
    const over = new AbortController();
    const result = await this.#command(token, 'vitale-2', limits, (transmit) =>
      relay(transmit, source, progress, over.signal),
    );
    over.abort();
    const { responses, sent, mayHaveWritten } = progress;
    return { ...(!result.ok && { cut: result.error }), responses: [...responses], sent, mayHaveWritten };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#readers.clear();
    this.#look();
    await this.#options.transport.close();
  }

  #onTransportEvent(event: TransportEvent) {
    if (this.#closed) return;
    switch (event.kind) {
      case 'reader-attached':
        this.#readers.set(event.reader, event.atr);
        break;
      case 'reader-detached':
        this.#readers.delete(event.reader);
        break;
      case 'card-present':
        if (this.#presentation?.reader === event.reader) this.#endPresentation();
        this.#readers.set(event.reader, event.atr);
        break;
      case 'card-absent':
        if (this.#readers.has(event.reader)) this.#readers.set(event.reader, undefined);
        break;
      case 'service-lost':
        this.#readers.clear();
        break;
    }
    this.#look();
  }

  /** Makes the state what the hardware is. */
  #look() {
    const reader = this.#chosenReader();
    const atr = reader === undefined ? undefined : this.#readers.get(reader);
    if (this.#presentation && (this.#presentation.reader !== reader || !atr)) this.#endPresentation();
    if (reader === undefined) this.#setState({ reader: 'absent' });
    else if (!atr) this.#setState({ reader: 'empty', name: reader });
    else if (!this.#presentation) this.#beginPresentation(reader, atr);
  }

  /** A reader in use stays in use as long as it is there, whatever others come. */
  #chosenReader(): string | undefined {
    const part = (this.#options.readerName ?? '').toLowerCase();
    const names = [...this.#readers.keys()].filter((name) => name.toLowerCase().includes(part));
    const inUse = this.#state.reader === 'absent' ? undefined : this.#state.name;
    return names.find((name) => name === inUse) ?? names[0];
  }

  #beginPresentation(reader: string, atr: Uint8Array) {
    const token = Buffer.from(this.#options.random(16)).toString('hex') as InsertionToken;
    const presentation: Presentation = { token, reader, gone: new AbortController() };
    this.#presentation = presentation;
    const kind = classifyAtr(atr);
    if (kind !== 'unlisted') this.#setKind(presentation, kind);
    else {
      this.#setState({ reader: 'identifying', name: reader, token });
      void this.#identify(presentation);
    }
  }

  async #identify(presentation: Presentation) {
    const limits = { name: 'identify', timeout: IDENTIFY_TIMEOUT };
    const kind = await this.#queue.run(limits, (signal) =>
      this.#dialogue(presentation, signal, identifyByApplication),
    );
    if (this.#presentation !== presentation) return;
    const mute = !kind.ok && (kind.error.code === 'card-mute' || kind.error.code === 'timeout');
    this.#setKind(presentation, kind.ok ? kind.value : mute ? 'mute' : 'unknown');
  }

  #setKind(presentation: Presentation, kind: CardKind) {
    presentation.kind = kind;
    this.#setState({
      reader: 'occupied',
      name: presentation.reader,
      token: presentation.token,
      card: kind,
    });
  }

  #endPresentation() {
    this.#presentation?.gone.abort();
    this.#presentation = undefined;
  }

  /** Runs `dialogue` with the card `token` names, if it is there and of the right kind. */
  #command<T>(
    token: InsertionToken,
    kind: CardKind,
    limits: Parameters<CommandQueue['run']>[0],
    dialogue: Dialogue<T>,
    attempts = 1,
  ): Promise<Result<T, DeviceError>> {
    return this.#queue.run(limits, async (signal) => {
      const presentation = this.#presentation;
      if (presentation?.token !== token) return gone(limits.name);
      if (presentation.kind === 'mute')
        return err(cardError('card-mute', 'the card does not answer to reset'));
      if (presentation.kind !== kind) {
        return err(
          cardError(
            'card-unsupported',
            `${limits.name}: expected a ${kind} card, found ${presentation.kind}`,
          ),
        );
      }
      let result = await this.#dialogue(presentation, signal, dialogue);
      for (let attempt = 1; attempt < attempts && !result.ok && mayPass(result.error); attempt += 1) {
        result = await this.#dialogue(presentation, signal, dialogue);
      }
      return result;
    });
  }

  /**
   * Opens the card, talks to it, resets it. Answers `card-removed` as soon as the presentation ends, whatever the
   * dialogue is doing, and drops a result that comes later.
   */
  async #dialogue<T>(
    presentation: Presentation,
    signal: AbortSignal,
    dialogue: Dialogue<T>,
  ): Promise<Result<T, DeviceError>> {
    const departure = presentation.gone.signal;
    if (departure.aborted) return gone('before the first command');
    let onDeparture = () => {};
    const removed = new Promise<Result<T, DeviceError>>((resolve) => {
      onDeparture = () => resolve(gone('during the dialogue'));
      departure.addEventListener('abort', onDeparture, { once: true });
    });
    const previous = this.#released;
    // Not AbortSignal.any, whose signals outlive both of their sources on Node 20.
    const stopped = () => signal.aborted || departure.aborted;
    const result = previous.then(() => this.#talk(presentation, stopped, dialogue));
    this.#released = result.then(
      () => undefined,
      () => undefined,
    );
    const first = await Promise.race([result, removed]);
    departure.removeEventListener('abort', onDeparture);
    return departure.aborted ? gone('during the dialogue') : first;
  }

  async #talk<T>(
    { reader }: Presentation,
    stopped: () => boolean,
    dialogue: Dialogue<T>,
  ): Promise<Result<T, DeviceError>> {
    if (stopped()) return err(cardError('cancelled', 'given up before the card was opened'));
    const connection = await this.#options.transport.connect(reader);
    if (!connection.ok) return connection;
    this.#connection = connection.value;
    let apdus = 0;
    try {
      return await dialogue(async (command) => {
        if (stopped()) return err(cardError('cancelled', 'given up between two commands'));
        if (++apdus > MAX_APDUS) return err(cardError('protocol', `more than ${MAX_APDUS} APDUs`));
        return connection.value.transmit(command);
      });
    } finally {
      await connection.value.disconnect();
      if (this.#connection === connection.value) this.#connection = undefined;
    }
  }

  /** After a command that overran: reset the card under it, and let the next command open it afresh. */
  #abandonDialogue() {
    this.#released = this.#connection?.disconnect() ?? Promise.resolve();
    this.#connection = undefined;
  }

  #setState(state: CardReaderState) {
    if (sameState(state, this.#state)) return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }
}

const gone = (when: string) => err(cardError('card-removed', `the card left the reader (${when})`));

const mayPass = ({ code }: DeviceError) => code === 'protocol' || code === 'card-mute';

const sameState = (a: CardReaderState, b: CardReaderState) => JSON.stringify(a) === JSON.stringify(b);
