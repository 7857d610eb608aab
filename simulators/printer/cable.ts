/** Who is at the other end of the cable. */
export interface Host {
  readonly received: (bytes: Uint8Array) => void;
  /** The cable was pulled, the power cut, or another host took over. */
  readonly lost: () => void;
}

/** The printer's end of a cable. */
export interface Cable {
  /** Gives bytes to the printer; returns how many it took. When that is not all, `onRoom` tells when to go on. */
  offer(bytes: Uint8Array): number;
  onRoom(listener: () => void): void;
  unplug(): void;
}

const mostUnheard = 65_536;

interface ConnectedHost {
  readonly host: Host;
  room: (() => void) | undefined;
  /** Bytes that it has not heard yet. */
  readonly unheard: number[];
}

/** Where a cable is plugged in: one host at a time, and the last one wins. What it hears comes in a later microtask. */
export class Socket {
  #host: ConnectedHost | undefined;

  /** @param take what the printer does with bytes: how many it took; `isConnected` may change while it does. */
  connect(host: Host, take: (bytes: Uint8Array, isConnected: () => boolean) => number): Cable {
    this.pull();
    const connected: ConnectedHost = { host, room: undefined, unheard: [] };
    this.#host = connected;
    const isConnected = () => this.#host === connected;
    return {
      offer: (bytes) => (isConnected() ? take(bytes, isConnected) : 0),
      onRoom: (listener) => {
        connected.room = listener;
      },
      unplug: () => {
        if (isConnected()) this.#host = undefined;
      },
    };
  }

  /** The host loses the printer. */
  pull(): void {
    const lost = this.#host;
    this.#host = undefined;
    if (lost) queueMicrotask(lost.host.lost);
  }

  /** What the printer says; what is more than it can keep until the host listens is lost. */
  send(bytes: Uint8Array): void {
    const connected = this.#host;
    if (!connected || connected.unheard.length > mostUnheard) return;
    if (connected.unheard.length === 0)
      queueMicrotask(() => {
        const said = Uint8Array.from(connected.unheard.splice(0));
        if (this.#host === connected) connected.host.received(said);
      });
    connected.unheard.push(...bytes);
  }

  /** Tells the host that the printer takes bytes again. */
  offerRoom(): void {
    const room = this.#host?.room;
    if (room) queueMicrotask(room);
  }
}
