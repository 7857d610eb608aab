import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
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

  constructor(
    private readonly service: PcscService,
    private readonly address: { readonly host: string; readonly port: number } = VPCD_ADDRESS,
  ) {}

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

  async unplug(): Promise<void> {
    await this.service.stop();
  }

  async plug(): Promise<void> {
    await this.service.start();
    if (this.#card) await this.#touchContacts(this.#card);
  }

  async #touchContacts(card: SimulatedCard): Promise<void> {
    const socket = connect(this.address);
    await once(socket, 'connect');
    this.#socket = socket;
    let received: Buffer = Buffer.alloc(0);
    let atr = card.reset();
    // pcscd may be stopped at any moment: the slot is then empty of contacts, and that is all.
    socket.on('error', () => {});
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
    else send(socket, card.transmit(command));
  }

  #changed() {
    for (const watcher of this.#watchers) watcher(this.#card);
  }
}

function send(socket: Socket, message: Uint8Array) {
  socket.write(Uint8Array.from([message.length >> 8, message.length & 0xff, ...message]));
}
