import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import type { Timers } from '@borne/domain/time';
import { automaticStatus, clearBuffers, realTimeStatus } from './commands.ts';
import type { PrinterDelays } from './delays.ts';
import type { PrinterState } from './port.ts';
import { printerError } from './printer-error.ts';
import { createStatusParser, type HardwareStatus, type StatusReply, statusFromRealTime } from './status.ts';
import type { PrinterLink, PrinterTransport } from './transport.ts';

/** What a job listens to while it owns the link. */
export interface LinkWatcher {
  readonly replied: (reply: StatusReply) => void;
  readonly lost: (cause: DeviceError) => void;
}

interface ConnectionOptions {
  readonly transport: PrinterTransport;
  readonly timers: Timers;
  readonly delays: PrinterDelays;
}

/**
 * A link to the printer that re-opens itself. At every opening it first empties the printer's buffers, which also
 * throws away the rest of a job that was cut short, then looks at the hardware (`DLE EOT 2` to `4`) and asks for
 * automatic status; only then is the printer said to be connected.
 */
export class PrinterConnection {
  #state: PrinterState = { printer: 'disconnected' };
  readonly #listeners = new Set<(state: PrinterState) => void>();
  #link: PrinterLink | undefined;
  #watcher: LinkWatcher | undefined;
  #expected: ((reply: StatusReply) => boolean) | undefined;
  /** The last automatic status since the hardware was looked at. */
  #saidMeanwhile: HardwareStatus | undefined;
  #abandonWait: ((cause: DeviceError) => void) | undefined;
  /** Grows with every link: what comes late from an older one is recognised and dropped. */
  #generation = 0;
  #retry: unknown;
  #closed = false;
  readonly #options: ConnectionOptions;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    void this.#open();
  }

  state(): PrinterState {
    return this.#state;
  }

  subscribe(listener: (state: PrinterState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Routes replies and the loss of the link to `watcher` until the returned function is called. */
  watch(watcher: LinkWatcher): () => void {
    this.#watcher = watcher;
    return () => {
      if (this.#watcher === watcher) this.#watcher = undefined;
    };
  }

  async write(bytes: Uint8Array): Promise<Result<void, DeviceError>> {
    return this.#link
      ? this.#link.write(bytes)
      : err(printerError('disconnected', 'the printer is not connected'));
  }

  /**
   * Asks the printer how it is, one request at a time, since an answer does not say what it answers; and again if
   * the printer said otherwise by itself meanwhile, since one of the two is old then.
   */
  async lookAtHardware(): Promise<Result<HardwareStatus, DeviceError>> {
    const generation = this.#generation;
    const answers: number[] = [];
    this.#saidMeanwhile = undefined;
    for (const n of [2, 3, 4] as const) {
      const reply = await this.#ask(realTimeStatus(n), 'real-time');
      if (!reply.ok) return reply;
      if (reply.value.kind === 'real-time') answers.push(reply.value.byte);
    }
    if (generation !== this.#generation) return err(printerError('disconnected', 'the link was lost'));
    const [offlineCause = 0, error = 0, paper = 0] = answers;
    const status = statusFromRealTime({ offlineCause, error, paper });
    if (this.#saidMeanwhile && !isSame(this.#saidMeanwhile, status)) return this.lookAtHardware();
    this.#become({ printer: 'connected', ...status });
    return ok(status);
  }

  /** Drops the link and opens another, which empties the printer's buffers. */
  async reset(cause: DeviceError): Promise<void> {
    await this.#drop(cause);
    if (!this.#closed) void this.#open();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#options.timers.clearTimeout(this.#retry);
    await this.#drop(printerError('disconnected', 'the driver was closed'));
  }

  async #open(): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    const parse = createStatusParser();
    const opened = await this.#options.transport.open({
      received: (bytes) => {
        if (generation === this.#generation) for (const reply of parse(bytes)) this.#replied(reply);
      },
      lost: (cause) => {
        if (generation !== this.#generation) return;
        this.#forget(cause);
        this.#reopenLater();
      },
    });
    if (generation !== this.#generation || this.#closed) {
      if (opened.ok) await opened.value.close();
      return;
    }
    if (!opened.ok) return this.#reopenLater();
    this.#link = opened.value;
    const ready = await this.#makeReady();
    if (ready.ok || generation !== this.#generation) return;
    await this.#drop(ready.error);
    this.#reopenLater();
  }

  async #makeReady(): Promise<Result<void, DeviceError>> {
    const cleared = await this.#ask(clearBuffers, 'buffers-cleared');
    // A printer without this command says nothing; whether it is there at all, the next question tells.
    if (!cleared.ok && cleared.error.code !== 'timeout') return cleared;
    const looked = await this.lookAtHardware();
    if (!looked.ok) return looked;
    // Not awaited: a printer without paper may leave it in its buffer until it has some.
    void this.write(automaticStatus);
    return ok(undefined);
  }

  async #ask(request: Uint8Array, kind: StatusReply['kind']): Promise<Result<StatusReply, DeviceError>> {
    const { timers, delays } = this.#options;
    let timer: unknown;
    const answer = new Promise<Result<StatusReply, DeviceError>>((resolve) => {
      timer = timers.setTimeout(() => {
        resolve(err(printerError('timeout', `no ${kind} answer in ${delays.realTimeAnswer} ms`)));
      }, delays.realTimeAnswer);
      this.#expected = (reply) => {
        if (reply.kind !== kind) return false;
        resolve(ok(reply));
        return true;
      };
      this.#abandonWait = (cause) => resolve(err(cause));
    });
    const refused = new Promise<Result<StatusReply, DeviceError>>((resolve) => {
      void this.write(request).then((written) => {
        if (!written.ok) resolve(written);
      });
    });
    const first = await Promise.race([answer, refused]);
    timers.clearTimeout(timer);
    this.#expected = undefined;
    this.#abandonWait = undefined;
    return first;
  }

  #replied(reply: StatusReply): void {
    if (this.#expected?.(reply)) this.#expected = undefined;
    if (reply.kind === 'automatic') {
      this.#saidMeanwhile = reply.status;
      if (this.#state.printer === 'connected') this.#become({ printer: 'connected', ...reply.status });
    }
    this.#watcher?.replied(reply);
  }

  async #drop(cause: DeviceError): Promise<void> {
    this.#options.timers.clearTimeout(this.#retry);
    const link = this.#link;
    this.#forget(cause);
    await link?.close();
  }

  #forget(cause: DeviceError): void {
    this.#generation += 1;
    this.#link = undefined;
    this.#become({ printer: 'disconnected' });
    this.#abandonWait?.(cause);
    this.#watcher?.lost(cause);
  }

  #reopenLater(): void {
    if (this.#closed) return;
    this.#options.timers.clearTimeout(this.#retry);
    this.#retry = this.#options.timers.setTimeout(() => void this.#open(), this.#options.delays.reconnect);
  }

  #become(state: PrinterState): void {
    if (isSame(state, this.#state)) return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }
}

const isSame = (one: object, other: object) => JSON.stringify(one) === JSON.stringify(other);
