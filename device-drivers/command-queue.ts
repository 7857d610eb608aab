import type { Device, DeviceError } from '@borne/domain/device-error';
import { err, type Result } from '@borne/domain/result';
import type { Milliseconds, Timers } from '@borne/domain/time';

/** One command for a device. It must stop early, if it can, when `signal` aborts. */
export type Command<T> = (signal: AbortSignal) => Promise<Result<T, DeviceError>>;

export interface CommandLimits {
  /** Names the command in errors. */
  readonly name: string;
  /** Counted from the moment the command starts, not from the moment it was queued. */
  readonly timeout: Milliseconds;
  /** The caller's way to give up, queued or running. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The one way to talk to a device: one command at a time, in order, each with a deadline and a way to cancel,
 * and no exception ever out of it. A command that overruns is answered with `timeout` and left behind;
 * `onTimeout` lets the driver reset the link before the next one starts.
 */
export class CommandQueue {
  #tail: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly device: Device,
    private readonly timers: Timers,
    private readonly onTimeout: (name: string) => Promise<void> | void = () => {},
  ) {}

  run<T>(limits: CommandLimits, command: Command<T>): Promise<Result<T, DeviceError>> {
    const turn = this.#tail.then(() => this.#runNow(limits, command));
    // Not `turn` itself: a settled promise keeps its value, which may be everything read from a card.
    this.#tail = turn.then(() => undefined);
    return turn;
  }

  async #runNow<T>(
    { name, timeout, signal }: CommandLimits,
    command: Command<T>,
  ): Promise<Result<T, DeviceError>> {
    if (signal?.aborted) return err(this.#error('cancelled', `${name}: given up before it started`));
    const abort = new AbortController();
    let timer: unknown;
    let onAbort: (() => void) | undefined;
    const deadline = new Promise<'timeout'>((resolve) => {
      timer = this.timers.setTimeout(() => resolve('timeout'), timeout);
    });
    const givenUp = new Promise<'cancelled'>((resolve) => {
      onAbort = () => resolve('cancelled');
      signal?.addEventListener('abort', onAbort, { once: true });
    });
    const done = command(abort.signal).catch((cause: unknown) =>
      err(this.#error('protocol', `${name}: failed unexpectedly`, cause)),
    );
    const first = await Promise.race([done, deadline, givenUp]);
    this.timers.clearTimeout(timer);
    if (onAbort) signal?.removeEventListener('abort', onAbort);
    if (typeof first === 'object') return first;
    abort.abort();
    if (first === 'cancelled') return err(this.#error('cancelled', `${name}: given up while it ran`));
    await this.onTimeout(name);
    return err(this.#error('timeout', `${name}: no answer in ${timeout} ms`));
  }

  #error(code: DeviceError['code'], detail: string, cause?: unknown): DeviceError {
    return { device: this.device, code, retryable: code === 'timeout', detail, cause };
  }
}
