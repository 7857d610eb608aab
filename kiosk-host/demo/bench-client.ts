import type { BenchState, PrinterSwitch, ShelfCard } from '@borne/simulators/bench/contract';
import { WebSocket } from 'ws';

/** How long to wait for the devices to come to a state, in milliseconds. */
const patience = 60_000;

/** The bench's HTTP API, as CI and the demo use it. Throws when the bench refuses: a script that goes on would lie. */
export class BenchClient {
  private readonly base: string;

  /** `url` is the kiosk's address, such as `http://127.0.0.1:8080`. */
  constructor(url: string) {
    this.base = `${url}/bench/api`;
  }

  state(): Promise<BenchState> {
    return this.#get('state');
  }

  cards(): Promise<ShelfCard[]> {
    return this.#get('cards');
  }

  insertCard(id: string): Promise<void> {
    return this.#send('POST', 'card', { id });
  }

  removeCard(): Promise<void> {
    return this.#send('DELETE', 'card');
  }

  pullAfter(apdus: number): Promise<void> {
    return this.#send('POST', 'card/pull-after', { apdus });
  }

  caisse(open: boolean): Promise<void> {
    return this.#send('POST', 'caisse', { open });
  }

  printer(to: PrinterSwitch): Promise<void> {
    return this.#send('POST', 'printer', { switch: to });
  }

  network(up: boolean): Promise<void> {
    return this.#send('POST', 'network', { up });
  }

  async paperPng(id: number): Promise<Buffer> {
    const response = await this.#fetch('GET', `papers/${id}.png`);
    return Buffer.from(await response.arrayBuffer());
  }

  /** Waits, by the bench's own events, until the devices are as `wanted` says. */
  until(what: string, wanted: (state: BenchState) => boolean): Promise<BenchState> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`${this.base.replace(/^http/, 'ws')}/events`);
      let last: BenchState | undefined;
      const settle = (outcome: () => void) => {
        clearTimeout(timer);
        socket.removeAllListeners();
        socket.on('error', () => {});
        socket.close();
        outcome();
      };
      const timer = setTimeout(
        () =>
          settle(() => reject(new Error(`the bench never showed ${what}; it shows ${JSON.stringify(last)}`))),
        patience,
      );
      socket.on('message', (data) => {
        last = JSON.parse(String(data)) as BenchState;
        if (wanted(last)) settle(() => resolve(last as BenchState));
      });
      socket.on('error', (cause) => settle(() => reject(cause)));
      socket.on('close', () =>
        settle(() => reject(new Error(`the bench went away before it showed ${what}`))),
      );
    });
  }

  async #get<T>(path: string): Promise<T> {
    const response = await this.#fetch('GET', path);
    return (await response.json()) as T;
  }

  async #send(method: string, path: string, body?: object): Promise<void> {
    await this.#fetch(method, path, body);
  }

  async #fetch(method: string, path: string, body?: object): Promise<Response> {
    const init = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await fetch(`${this.base}/${path}`, { method, ...init });
    if (response.ok) return response;
    throw new Error(`the bench refused ${method} ${path}: ${response.status} ${await response.text()}`);
  }
}
