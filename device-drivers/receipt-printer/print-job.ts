import type { DeviceError } from '@borne/domain/device-error';
import type { Timers } from '@borne/domain/time';
import type { Confirmation } from './confirmation.ts';
import type { PrinterConnection } from './connection.ts';
import type { PrinterDelays } from './delays.ts';
import type { PrintOutcome, PrintProgress } from './port.ts';
import { obstacle, passes, printerError } from './printer-error.ts';
import type { HardwareStatus, StatusReply } from './status.ts';

/** The largest piece handed to a link in one go: a receive buffer of Epson's smallest. */
const chunkSize = 4096;

/** A job that has begun no longer waits for the ticket before it. */
type RunningProgress = Exclude<PrintProgress, 'waiting-for-ticket'>;

interface PrintJobOptions {
  readonly connection: PrinterConnection;
  readonly timers: Timers;
  readonly delays: PrinterDelays;
  readonly bytes: Uint8Array;
  readonly confirmation: Confirmation;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (progress: PrintProgress) => void;
}

/**
 * One document on its way to the paper, from its first byte on. What each thing that can happen proves:
 *
 * | event                                   | what is known                                            | outcome    |
 * |-----------------------------------------|----------------------------------------------------------|------------|
 * | the confirmation comes back             | all of it is printed and cut (see `confirmation.ts`)     | `printed`  |
 * | a write resolves                        | a buffer took the bytes; nothing about paper             | none       |
 * | paper out, or cover open                | the printer holds its buffer and goes on afterwards      | none: wait |
 * | too hot, or held offline                | as above, and nobody has to do anything                  | none: wait |
 * | cutter, mechanical, unrecoverable error | it stopped somewhere; the sheet is torn or stuck         | `in-doubt` |
 * | a write fails, or the link is lost      | part may have left, and be printed or still be printing  | `in-doubt` |
 * | given up (abort, nobody came, no answer)| as above; the link is reset, which empties the buffers   | `in-doubt` |
 * | all is written, and nothing can answer  | the same as a write that resolves                        | `in-doubt` |
 *
 * Before the first byte there is no `PrintJob`: that is the driver's `not-printed`. Nothing is ever sent again.
 */
export class PrintJob {
  #progress: RunningProgress = 'printing';
  #requested = false;
  #watchdog: unknown;
  #finish: (outcome: PrintOutcome) => void = () => {};
  #finished = false;
  readonly #options: PrintJobOptions;

  constructor(options: PrintJobOptions) {
    this.#options = options;
  }

  run(): Promise<PrintOutcome> {
    const { connection, timers, signal, onProgress } = this.#options;
    return new Promise((resolve) => {
      const giveUp = () =>
        this.#doubt(printerError('cancelled', 'the job was given up while it was printing'));
      const unwatch = connection.watch({
        replied: (reply) => this.#replied(reply),
        lost: (cause) => this.#doubt(cause),
      });
      this.#finish = (outcome) => {
        if (this.#finished) return;
        this.#finished = true;
        timers.clearTimeout(this.#watchdog);
        signal?.removeEventListener('abort', giveUp);
        unwatch();
        resolve(outcome);
      };
      signal?.addEventListener('abort', giveUp);
      onProgress('printing');
      void this.#send();
    });
  }

  async #send(): Promise<void> {
    const { bytes, confirmation, connection } = this.#options;
    for (let from = 0; from < bytes.length; from += chunkSize)
      if (!(await this.#handOver(bytes.subarray(from, from + chunkSize)))) return;
    if (connection.state().printer === 'write-only')
      return this.#doubt(printerError('unconfirmed', 'all was handed over; this cable carries no answer'));
    this.#requested = true;
    await this.#handOver(confirmation.request);
  }

  /** False once the job is over, one way or the other. */
  async #handOver(chunk: Uint8Array): Promise<boolean> {
    this.#watch();
    const written = await this.#options.connection.write(chunk);
    if (!written.ok) this.#doubt(written.error);
    this.#watch();
    return !this.#finished;
  }

  #replied(reply: StatusReply): void {
    if (this.#requested && this.#options.confirmation.isGivenBy(reply)) this.#finish({ outcome: 'printed' });
    else if (reply.kind === 'complete') this.#look(reply.status);
  }

  #look(status: HardwareStatus): void {
    const cause = obstacle(status);
    if (cause && status.fault && !passes(status.fault)) this.#doubt(cause);
    else if (cause?.code === 'cover-open') this.#proceed('waiting-for-cover');
    else if (cause?.code === 'paper-out') this.#proceed('waiting-for-paper');
    else this.#proceed(cause ? 'waiting-for-printer' : 'printing');
  }

  #proceed(progress: RunningProgress): void {
    if (progress === this.#progress || this.#finished) return;
    this.#progress = progress;
    this.#watch();
    this.#options.onProgress(progress);
  }

  /** Starts the time allowed for the next thing to happen. */
  #watch(): void {
    const { timers, delays } = this.#options;
    timers.clearTimeout(this.#watchdog);
    if (this.#finished) return;
    const [delay, error] = {
      printing: [
        delays.stall,
        printerError('timeout', `the printer did nothing for ${delays.stall} ms`),
      ] as const,
      'waiting-for-paper': [delays.attendance, printerError('paper-out', 'nobody put paper in')] as const,
      'waiting-for-cover': [
        delays.attendance,
        printerError('cover-open', 'nobody closed the cover'),
      ] as const,
      'waiting-for-printer': [
        delays.attendance,
        printerError('offline', 'the printer did not come back'),
      ] as const,
    }[this.#progress];
    this.#watchdog = timers.setTimeout(() => this.#doubt(error), delay);
  }

  #doubt(error: DeviceError): void {
    this.#finish({ outcome: 'in-doubt', error });
  }
}
