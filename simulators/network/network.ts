import {
  createServer as createHttpServer,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Timers } from '@borne/domain/time';
import { answerInstead, type Fault, type Weather } from './faults.ts';
import { PacedWriter, Waits } from './paced-writer.ts';

export interface NetworkOptions {
  /** Where the other end listens, for example `http://127.0.0.1:4000` or `https://127.0.0.1:4000`. */
  readonly target: string;
  /** Port to listen on; any free one by default. */
  readonly port?: number;
  /** For delays; the real ones by default. */
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
  /** Asks `weather` what happens to each exchange from now on; undefined: calm. */
  disturb(weather: Weather | undefined): void;
  /** Calls back with whether the cable is whole, at each change; returns the way to stop. */
  subscribe(listener: (isUp: boolean) => void): () => void;
  close(): Promise<void>;
}

/** First byte of a TLS handshake (RFC 8446 §5.1). No method of HTTP begins so. */
const TLS_HANDSHAKE = 0x16;

/**
 * Opens a cable to `target`, whole. It listens on this machine only. What it carries is looked at: HTTP in clear goes request by
 * request, TLS as bytes, of which a new turn of the client's is taken for a new exchange.
 */
export async function createNetwork({
  target,
  port = 0,
  timers = globalThis,
}: NetworkOptions): Promise<Network> {
  const { hostname, port: targetPort, protocol } = new URL(target);
  const sockets = new Set<Socket>();
  const waits = new Waits(timers);
  const listeners = new Set<(isUp: boolean) => void>();
  let isUp = true;
  let answersToLose = 0;
  let delay = 0;
  let weather: Weather | undefined;

  function nextFault(): Fault | undefined {
    if (answersToLose === 0) return weather?.();
    answersToLose -= 1;
    return { fault: 'lose-answer' };
  }

  function keep(socket: Socket, other?: Socket) {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      other?.destroy();
    });
  }

  /** Carries bytes without reading them. */
  function carryBytes(near: Socket) {
    const far = connect(Number(targetPort), hostname);
    keep(far, near);
    near.on('close', () => far.destroy());
    const answers = new PacedWriter(sinkOf(near), waits);
    let isAnswered = true;
    let fault: Fault | undefined;
    near.on('data', (chunk: Buffer) => {
      if (isAnswered) {
        isAnswered = false;
        fault = nextFault();
        answers.begin();
      }
      if (fault?.fault === 'lose-request') return near.resetAndDestroy();
      const instead = answerInstead(fault);
      if (instead)
        return near.end(`HTTP/1.1 ${instead.status} OK\r\nconnection: close\r\n\r\n${instead.body}`);
      far.write(chunk);
    });
    far.on('data', (chunk: Buffer) => {
      isAnswered = true;
      answers.write(chunk, fault, delay);
    });
    far.on('end', () => answers.end());
  }

  /** Sends one request on, whole; its answer, or undefined when the target hung up. */
  function forward(asked: IncomingMessage, body: Buffer) {
    return new Promise<{ head: IncomingMessage; body: Buffer } | undefined>((resolve) => {
      const sent = request({
        ...{ hostname, port: targetPort, method: asked.method, path: asked.url, agent: false },
        headers: asked.headers,
      });
      sent.on('socket', (socket) => {
        if (!sockets.has(socket)) keep(socket);
      });
      sent.on('error', () => resolve(undefined));
      sent.on('response', async (head) => {
        try {
          resolve({ head, body: await wholeBody(head) });
        } catch {
          resolve(undefined);
        }
      });
      sent.end(body);
    });
  }

  async function exchange(asked: IncomingMessage, answer: ServerResponse) {
    const fault = nextFault();
    const near = asked.socket;
    if (fault?.fault === 'lose-request') return near.resetAndDestroy();
    const body = await wholeBody(asked);
    const instead = answerInstead(fault);
    if (instead) return answer.writeHead(instead.status, instead.headers).end(instead.body);
    if (fault?.fault === 'duplicate') await forward(asked, body);
    const answered = await forward(asked, body);
    if (answered === undefined) return near.resetAndDestroy();
    const { head } = answered;
    const sink = {
      ...sinkOf(near),
      write: (chunk: Uint8Array) => answer.write(chunk),
      end: () => answer.end(),
    };
    const paced = new PacedWriter(sink, waits);
    if (fault?.fault !== 'lose-answer') {
      // Before the head: an answer whose beginning one sees is not late.
      await waits.for(delay);
      answer.writeHead(head.statusCode ?? 502, head.headers);
    }
    paced.write(answered.body, fault, 0);
    paced.end();
  }

  const http = createHttpServer((asked, answer) => {
    exchange(asked, answer).catch(() => asked.socket.destroy());
  });

  const server = createServer({ allowHalfOpen: false }, (near) => {
    if (!isUp) {
      near.on('error', () => near.destroy());
      near.resetAndDestroy();
      return;
    }
    keep(near);
    near.once('data', (chunk: Buffer) => {
      near.pause();
      if (chunk[0] === TLS_HANDSHAKE) carryBytes(near);
      else http.emit('connection', near);
      near.unshift(chunk);
      near.resume();
    });
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const listening = (server.address() as AddressInfo).port;

  function drop() {
    waits.forget();
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
    url: `${protocol}//127.0.0.1:${listening}`,
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
    disturb(next) {
      weather = next;
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

const sinkOf = (socket: Socket) => ({
  write: (chunk: Uint8Array) => socket.write(chunk),
  end: () => socket.end(),
  cut: () => socket.end(),
  reset: () => socket.resetAndDestroy(),
});

async function wholeBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}
