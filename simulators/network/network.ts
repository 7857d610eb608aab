import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Timers } from '@borne/domain/time';

export interface NetworkOptions {
  /** Where the other end listens, for example `http://127.0.0.1:4000`. */
  readonly target: string;
  /** Port to listen on; any free one by default. */
  readonly port?: number;
  /** For `delay`; the real ones by default. */
  readonly timers?: Timers;
}

export interface Network {
  readonly port: number;
  /** The origin to give to a client instead of the target's. */
  readonly url: string;
  readonly isUp: boolean;
  /** Restores the cable. */
  up(): void;
  /** Cuts the cable: open connections are reset, new ones too, until `up`. */
  cut(): void;
  /** The next request reaches the target, its answer is lost and the connection reset: once. */
  loseNextAnswer(): void;
  /** Every answer waits this many milliseconds before it leaves; 0: none. */
  delayAnswers(milliseconds: number): void;
  /** Calls back with whether the cable is whole, at each change; returns the way to stop. */
  subscribe(listener: (isUp: boolean) => void): () => void;
  close(): Promise<void>;
}

/** Opens a cable to `target`, whole. It listens on this machine only. */
export async function createNetwork({
  target,
  port = 0,
  timers = globalThis,
}: NetworkOptions): Promise<Network> {
  const { hostname, port: targetPort } = new URL(target);
  const sockets = new Set<Socket>();
  const waiting = new Set<unknown>();
  const listeners = new Set<(isUp: boolean) => void>();
  let isUp = true;
  let answersToLose = 0;
  let delay = 0;

  function keep(socket: Socket, other: () => Socket | undefined) {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      other()?.destroy();
    });
  }

  function later(work: () => void) {
    if (delay === 0) return work();
    const timer = timers.setTimeout(() => {
      waiting.delete(timer);
      work();
    }, delay);
    waiting.add(timer);
  }

  const server = createServer({ allowHalfOpen: false }, (near) => {
    if (!isUp) {
      near.on('error', () => near.destroy());
      near.resetAndDestroy();
      return;
    }
    const far = connect(Number(targetPort), hostname);
    keep(near, () => far);
    keep(far, () => near);
    near.on('data', (chunk) => far.write(chunk));
    far.on('data', (chunk) => {
      if (answersToLose > 0) {
        answersToLose -= 1;
        near.resetAndDestroy();
        return;
      }
      later(() => near.write(chunk));
    });
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const listening = (server.address() as AddressInfo).port;

  function drop() {
    for (const timer of waiting) timers.clearTimeout(timer);
    waiting.clear();
    for (const socket of sockets) socket.resetAndDestroy();
  }

  function set(next: boolean) {
    if (isUp === next) return;
    isUp = next;
    if (!isUp) drop();
    for (const listener of listeners) listener(isUp);
  }

  return {
    port: listening,
    url: `http://127.0.0.1:${listening}`,
    get isUp() {
      return isUp;
    },
    up: () => set(true),
    cut: () => set(false),
    loseNextAnswer() {
      answersToLose += 1;
    },
    delayAnswers(milliseconds) {
      delay = milliseconds;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      drop();
      await closed;
    },
  };
}
