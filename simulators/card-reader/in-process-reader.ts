import type {
  CardConnection,
  CardReaderTransport,
  TransportEvent,
} from '@borne/device-drivers/card-reader/transport';
import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import type { Timers } from '@borne/domain/time';
import type { SimulatedCard } from '../card/simulated-card.ts';
import type { SimulatedReader } from './simulated-reader.ts';

/** What the next command may meet, once. */
export type ReaderFault =
  /** The answer never comes, until the card is pulled or reset. */
  | 'hang'
  /** The answer comes with one byte too few. */
  | 'truncated'
  /** The link fails under the command; the card is still there. */
  | 'link-error';

const failure = (code: DeviceError['code'], detail: string): DeviceError => ({
  device: 'card-reader',
  code,
  retryable: code === 'disconnected',
  detail,
});

/** A PC/SC service with one reader, in this process: what the driver talks to when there is no pcscd. */
export class InProcessReader implements CardReaderTransport, SimulatedReader {
  #listener: ((event: TransportEvent) => void) | undefined;
  readonly #watchers = new Set<(card: SimulatedCard | undefined) => void>();
  #card: SimulatedCard | undefined;
  #plugged = true;
  #faults: ReaderFault[] = [];
  #onHang: () => void = () => {};
  #apdusLeft = Number.POSITIVE_INFINITY;
  /** Ends the powered stay of a card: aborted at a reset, a removal, an unplugging. */
  #stay = new AbortController();

  constructor(
    readonly name = 'Simulated reader 00 00',
    /** What the card takes to answer an APDU. By default nothing, and no timer is used. */
    private readonly pace: { readonly answerTime: number; readonly timers: Timers } | undefined = undefined,
  ) {}

  get inserted(): SimulatedCard | undefined {
    return this.#card;
  }

  onChange(listener: (card: SimulatedCard | undefined) => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  async insert(card: SimulatedCard): Promise<void> {
    if (this.#card) await this.remove();
    this.#card = card;
    this.#apdusLeft = Number.POSITIVE_INFINITY;
    this.#announceCard();
    this.#changed();
  }

  async remove(): Promise<void> {
    if (!this.#card) return;
    this.#card = undefined;
    this.#stay.abort();
    if (this.#plugged) this.#listener?.({ kind: 'card-absent', reader: this.name });
    this.#changed();
  }

  pullAfter(apdus: number): void {
    this.#apdusLeft = apdus;
  }

  /** Each fault strikes one command, in order. */
  failNext(...faults: readonly ReaderFault[]): void {
    this.#faults.push(...faults);
  }

  /** Settles when a command meets the fault `hang`. */
  hung(): Promise<void> {
    return new Promise((resolve) => {
      this.#onHang = resolve;
    });
  }

  async unplug(): Promise<void> {
    if (!this.#plugged) return;
    this.#plugged = false;
    this.#stay.abort();
    this.#listener?.({ kind: 'reader-detached', reader: this.name });
  }

  async plug(): Promise<void> {
    if (this.#plugged) return;
    this.#plugged = true;
    this.#announceReader();
  }

  open(listener: (event: TransportEvent) => void): void {
    this.#listener = listener;
    if (this.#plugged) this.#announceReader();
  }

  async close(): Promise<void> {
    this.#listener = undefined;
    this.#stay.abort();
  }

  async connect(reader: string): Promise<Result<CardConnection, DeviceError>> {
    if (!this.#plugged || reader !== this.name) return err(failure('disconnected', `no reader "${reader}"`));
    const card = this.#card;
    if (!card) return err(failure('card-removed', 'no card in the reader'));
    if (card.reset().length === 0) return err(failure('card-mute', 'no answer to reset'));
    const stay = new AbortController();
    this.#stay.abort();
    this.#stay = stay;
    return ok({
      transmit: async (command) => {
        // A real reader answers later, never within the call.
        await this.#think();
        return this.#transmit(card, command, stay.signal);
      },
      disconnect: async () => {
        stay.abort();
        if (this.#card === card) card.reset();
      },
    });
  }

  async #transmit(
    card: SimulatedCard,
    command: Uint8Array,
    stay: AbortSignal,
  ): Promise<Result<Uint8Array, DeviceError>> {
    if (this.#card === card && !stay.aborted && this.#apdusLeft-- <= 0) await this.remove();
    if (!this.#plugged) return err(failure('disconnected', 'the reader was unplugged'));
    if (this.#card !== card || stay.aborted) return err(failure('card-removed', 'the card left the reader'));
    const fault = this.#faults.shift();
    if (fault === 'link-error') return err(failure('protocol', 'link error under the command'));
    if (fault === 'hang') {
      this.#onHang();
      await new Promise((resolve) => stay.addEventListener('abort', resolve, { once: true }));
      return err(failure('card-removed', 'the card was reset under the command'));
    }
    const answer = card.transmit(command);
    return ok(fault === 'truncated' ? answer.subarray(0, answer.length - 1) : answer);
  }

  #think(): Promise<void> {
    const { pace } = this;
    if (!pace) return Promise.resolve();
    return new Promise((resolve) => pace.timers.setTimeout(resolve, pace.answerTime));
  }

  #announceReader() {
    const atr = this.#card?.reset();
    this.#listener?.({ kind: 'reader-attached', reader: this.name, ...(atr && { atr }) });
  }

  #announceCard() {
    if (!this.#plugged || !this.#card) return;
    this.#listener?.({ kind: 'card-present', reader: this.name, atr: this.#card.reset() });
  }

  #changed() {
    for (const watcher of this.#watchers) watcher(this.#card);
  }
}
