import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Milliseconds, milliseconds, type Timers } from '@borne/domain/time';
import type { SimulatedCard } from '../card/simulated-card.ts';
import type { SimulatedReader } from './simulated-reader.ts';

/** Where vsmartcard's virtual reader waits for its card: port 0x8C7B, the first of its two slots. */
export const VPCD_ADDRESS = { host: '127.0.0.1', port: 35_963 } as const;

const POWER_ON = 1;
const RESET = 2;
const ATR = 4;

/** vpcd takes a silent card for no card at all: one that would stay mute answers this noise instead. */
const NOISE = Uint8Array.of(0xff);

/** The pcscd the virtual reader lives in. To stop it is the only way to unplug the reader. */
export interface PcscService {
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface VpcdReaderOptions {
  readonly host: string;
  readonly port: number;
  /** How long the card thinks before each answer. */
  readonly thinking: Milliseconds;
  readonly timers: Timers;
}

/**
 * Presents simulated cards to the real pcscd through vsmartcard's virtual reader (vpcd): a connection is an inserted
 * card, its end a pulled one. Messages both ways are a length on two bytes and that many bytes; one byte from the reader
 * is a control code, more is an APDU. pcscd looks for a card every 400 ms: one swapped faster than that, which no hand
 * does, stays the same card to it; wait for the reader to be seen empty in between.
 */
export class VpcdReader implements SimulatedReader {
  readonly #watchers = new Set<(card: SimulatedCard | undefined) => void>();
  #card: SimulatedCard | undefined;
  #socket: Socket | undefined;
  #apdusLeft = Number.POSITIVE_INFINITY;
  readonly #options: VpcdReaderOptions;
  #onDropped: () => void = () => {};

  constructor(
    private readonly service: PcscService,
    options: Partial<VpcdReaderOptions> = {},
  ) {
    this.#options = { ...VPCD_ADDRESS, thinking: milliseconds(0), timers: globalThis, ...options };
  }

  get inserted(): SimulatedCard | undefined {
    return this.#card;
  }

  onChange(listener: (card: SimulatedCard | undefined) => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  /** Rejects when no virtual reader listens at the address. */
  async insert(card: SimulatedCard): Promise<void> {
    if (this.#card) await this.remove();
    this.#apdusLeft = Number.POSITIVE_INFINITY;
    await this.#touchContacts(card);
    this.#card = card;
    this.#changed();
  }

  async remove(): Promise<void> {
    if (!this.#card) return;
    this.#card = undefined;
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket && !socket.closed) {
      socket.destroy();
      await once(socket, 'close');
    }
    this.#changed();
  }

  pullAfter(apdus: number): void {
    this.#apdusLeft = apdus;
  }

  /** Settles when the virtual reader itself lets go of the card: pcscd was stopped. */
  dropped(): Promise<void> {
    return new Promise((resolve) => {
      this.#onDropped = resolve;
    });
  }

  async unplug(): Promise<void> {
    await this.service.stop();
  }

  async plug(): Promise<void> {
    await this.service.start();
    if (this.#card) await this.#touchContacts(this.#card);
  }

  async #touchContacts(card: SimulatedCard): Promise<void> {
    const { host, port } = this.#options;
    const socket = connect({ host, port });
    await once(socket, 'connect');
    this.#socket = socket;
    let received: Buffer = Buffer.alloc(0);
    let atr = card.reset();
    // pcscd may be stopped at any moment: the slot is then empty of contacts, and that is all.
    socket.on('error', () => {});
    socket.on('close', () => {
      if (this.#socket === socket) this.#onDropped();
    });
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const message = received.subarray(2, 2 + received.readUInt16BE(0));
        received = received.subarray(2 + message.length);
        if (message.length > 1) this.#answerApdu(socket, card, message);
        else if (message[0] === POWER_ON || message[0] === RESET) atr = card.reset();
        else if (message[0] === ATR) send(socket, atr.length ? atr : NOISE);
      }
    });
  }

  #answerApdu(socket: Socket, card: SimulatedCard, command: Uint8Array) {
    if (this.#apdusLeft-- <= 0) void this.remove();
    else if (this.#options.thinking === 0) send(socket, card.transmit(command));
    else {
      const answer = card.transmit(command);
      this.#options.timers.setTimeout(() => send(socket, answer), this.#options.thinking);
    }
  }

  #changed() {
    for (const watcher of this.#watchers) watcher(this.#card);
  }
}

function send(socket: Socket, message: Uint8Array) {
  if (socket.destroyed) return;
  socket.write(Uint8Array.from([message.length >> 8, message.length & 0xff, ...message]));
}
