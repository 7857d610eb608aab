import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import type { Milliseconds, Timers } from '@borne/domain/time';
import { clearBuffers, recoverAndClear, transmitPaperStatus } from './commands.ts';
import type { PrinterDelays } from './delays.ts';
import { longestCommand } from './encoder.ts';
import type { PrinterState } from './port.ts';
import { printerError } from './printer-error.ts';
import type { PrinterProfile } from './profile.ts';
import type { HardwareStatus, ReplyOf, StatusDialect, StatusReply } from './status.ts';
import { statusDialects } from './status-dialect.ts';
import type { PrinterLink, PrinterTransport } from './transport.ts';

/** What a job listens to while it owns the link. */
export interface LinkWatcher {
  readonly replied: (reply: StatusReply) => void;
  readonly lost: (cause: DeviceError) => void;
}

const unfinishedBusiness = new Uint8Array(longestCommand);

interface ConnectionOptions {
  readonly transport: PrinterTransport;
  readonly timers: Timers;
  readonly delays: PrinterDelays;
  readonly profile: PrinterProfile;
}

/**
 * A link to the printer that re-opens itself. At every opening it first empties the printer's buffers, which also
 * throws away the rest of a job that was cut short, then looks at the hardware and asks for automatic status; only
 * then is the printer said to be connected. On a link that carries nothing back, none of that can be asked.
 */
export class PrinterConnection {
  #state: PrinterState = { printer: 'disconnected' };
  readonly #listeners = new Set<(state: PrinterState) => void>();
  #link: PrinterLink | undefined;
  #watcher: LinkWatcher | undefined;
  /** Takes a reply that somebody waits for; false when it is not the one. */
  #expected: ((reply: StatusReply) => boolean) | undefined;
  /** The last complete status that came since the hardware was looked at. */
  #saidMeanwhile: HardwareStatus | undefined;
  #abandonWait: ((cause: DeviceError) => void) | undefined;
  /** The last write on this link, begun or waiting for its turn. */
  #lastWrite: Promise<unknown> = Promise.resolve();
  /** Whether the answer to a request that an older link carried can still come. */
  #mayOweAnswers = true;
  /** Grows with every link: what comes late from an older one is recognised and dropped. */
  #generation = 0;
  #retry: unknown;
  #closed = false;
  readonly #options: ConnectionOptions;
  readonly #dialect: StatusDialect;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#dialect = statusDialects[options.profile.status];
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

  /**
   * Resolves when the link took the bytes, which may be never: whoever writes much keeps an eye on the time. Writes go one
   * after another, which USB insists on; one that is not `wanted` any more when its turn comes is left out.
   */
  write(bytes: Uint8Array, wanted: () => boolean = () => true): Promise<Result<void, DeviceError>> {
    const link = this.#link;
    const turn = this.#lastWrite.then(() => {
      if (!link || link !== this.#link)
        return err(printerError('disconnected', 'the printer is not connected'));
      return wanted() ? link.write(bytes) : err(printerError('timeout', 'the printer takes no bytes'));
    });
    this.#lastWrite = turn;
    return turn;
  }

  /** Writes what a printer that is ready takes at once. */
  async send(bytes: Uint8Array): Promise<Result<void, DeviceError>> {
    const { timers, delays } = this.#options;
    let timer: unknown;
    const deadline = new Promise<Result<void, DeviceError>>((resolve) => {
      const error = printerError('timeout', `the printer took no bytes for ${delays.stall} ms`);
      timer = timers.setTimeout(() => resolve(err(error)), delays.stall);
    });
    const first = await Promise.race([this.write(bytes), deadline]);
    timers.clearTimeout(timer);
    return first;
  }

  /**
   * Asks the printer how it is; and again if it said otherwise by itself meanwhile, since one of the two is old then.
   */
  async look(): Promise<Result<void, DeviceError>> {
    if (this.#state.printer === 'write-only') return ok(undefined);
    const generation = this.#generation;
    this.#saidMeanwhile = undefined;
    const looked = await this.#dialect.look((request, kind) => this.#ask(request, kind));
    if (!looked.ok) return looked;
    if (generation !== this.#generation) return err(printerError('disconnected', 'the link was lost'));
    if (this.#saidMeanwhile && !isSame(this.#saidMeanwhile, looked.value)) return this.look();
    this.#become(this.#connected(looked.value));
    return ok(undefined);
  }

  /** Tells the printer to try again what it stopped at (`DLE ENQ 2`), and looks. */
  async recover(): Promise<Result<void, DeviceError>> {
    const sent = await this.send(recoverAndClear);
    return sent.ok ? this.look() : sent;
  }

  /**
   * Makes sure that no answer to an older request is taken for the answer to a new one: asks, and waits for all that
   * the printer still owed before it. One whose buffers were emptied owes nothing.
   */
  async settleAccounts(): Promise<Result<void, DeviceError>> {
    if (!this.#mayOweAnswers || this.#state.printer === 'write-only') return ok(undefined);
    const { timers, delays } = this.#options;
    const answered = await this.#ask(transmitPaperStatus, 'transmitted', delays.stall);
    if (!answered.ok) return answered;
    // This answer may be an older one, with ours close behind it.
    await new Promise<void>((resolve) => timers.setTimeout(resolve, delays.realTimeAnswer));
    this.#mayOweAnswers = false;
    return ok(undefined);
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
    const parse = this.#dialect.createParser();
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
    this.#lastWrite = Promise.resolve();
    const ready = opened.value.writeOnly ? await this.#makeDeafReady() : await this.#makeReady();
    if (ready.ok || generation !== this.#generation) return;
    await this.#drop(ready.error);
    this.#reopenLater();
  }

  async #makeReady(): Promise<Result<void, DeviceError>> {
    const forgotten = await this.#forgetUnfinished();
    if (!forgotten.ok) return forgotten;
    const looked = await this.look();
    if (!looked.ok) return looked;
    // Not awaited: a printer without paper may leave it in its buffer until it has some.
    void this.write(this.#dialect.automatic);
    return ok(undefined);
  }

  async #makeDeafReady(): Promise<Result<void, DeviceError>> {
    const sent = await this.send(unfinishedBusiness);
    if (sent.ok) this.#become({ printer: 'write-only' });
    return sent;
  }

  /**
   * Has the printer forget what an older link left unfinished, before anything else is said to it: whatever comes first
   * would be taken for the rest of the command that was cut short, real-time requests included. It empties its buffers,
   * or, if it cannot, is sent as many NUL as a command may still be waiting for: blank dots in an image, nothing at all
   * in a text.
   */
  async #forgetUnfinished(): Promise<Result<void, DeviceError>> {
    this.#mayOweAnswers = true;
    if (!this.#options.profile.clearsBuffers) return this.send(unfinishedBusiness);
    const cleared = await this.#ask(clearBuffers, 'buffers-cleared');
    // A printer without this command says nothing; whether it is there at all, the next question tells.
    if (!cleared.ok && cleared.error.code !== 'timeout') return cleared;
    this.#mayOweAnswers = !cleared.ok;
    return ok(undefined);
  }

  async #ask<Kind extends StatusReply['kind']>(
    request: Uint8Array,
    kind: Kind,
    within: Milliseconds = this.#options.delays.realTimeAnswer,
  ): Promise<Result<ReplyOf<Kind>, DeviceError>> {
    type Answer = Result<ReplyOf<Kind>, DeviceError>;
    const { timers } = this.#options;
    let timer: unknown;
    const answer = new Promise<Answer>((resolve) => {
      timer = timers.setTimeout(
        () => resolve(err(printerError('timeout', `no ${kind} answer in ${within} ms`))),
        within,
      );
      this.#expected = (reply) => {
        if (!isOfKind(reply, kind)) return false;
        resolve(ok(reply));
        return true;
      };
      this.#abandonWait = (cause) => resolve(err(cause));
    });
    // A question that waits behind bytes that the printer does not take is not asked once nobody waits for its answer.
    let waiting = true;
    const refused = new Promise<Answer>((resolve) => {
      void this.write(request, () => waiting).then((written) => {
        if (!written.ok) resolve(written);
      });
    });
    const first = await Promise.race([answer, refused]);
    waiting = false;
    timers.clearTimeout(timer);
    this.#expected = undefined;
    this.#abandonWait = undefined;
    return first;
  }

  #replied(reply: StatusReply): void {
    if (this.#expected?.(reply)) this.#expected = undefined;
    if (reply.kind === 'complete') {
      this.#saidMeanwhile = reply.status;
      if (this.#state.printer === 'connected') this.#become(this.#connected(reply.status));
    }
    this.#watcher?.replied(reply);
  }

  /** A printer that holds no ticket out has no mouth to tell of. */
  #connected({ presenter, ...status }: HardwareStatus): PrinterState {
    const presents = this.#options.profile.sheetEnd.kind === 'present';
    return { printer: 'connected', ...status, ...(presents && presenter ? { presenter } : {}) };
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

const isOfKind = <Kind extends StatusReply['kind']>(reply: StatusReply, kind: Kind): reply is ReplyOf<Kind> =>
  reply.kind === kind;
