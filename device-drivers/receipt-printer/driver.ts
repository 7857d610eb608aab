import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import type { Timers } from '@borne/domain/time';
import { CommandQueue } from '../command-queue.ts';
import { automaticStatus, feedAndCut, initialise } from './commands.ts';
import { type ConfirmationMethod, confirmationOf } from './confirmation.ts';
import { PrinterConnection } from './connection.ts';
import { defaultDelays, type PrinterDelays } from './delays.ts';
import type { Encoder } from './encoder.ts';
import type { PrintOutcome, ReceiptPrinterPort } from './port.ts';
import { PrintJob } from './print-job.ts';
import { obstacle, printerError } from './printer-error.ts';
import type { PrinterTransport } from './transport.ts';

export interface ReceiptPrinterOptions {
  readonly transport: PrinterTransport;
  readonly timers: Timers;
  readonly encoder: Encoder;
  readonly delays?: PrinterDelays;
  /** `process-id` unless the printer lacks `GS ( H`. */
  readonly confirmation?: ConfirmationMethod;
}

/** A receipt printer that speaks ESC/POS. It connects by itself, now and after every loss, until closed. */
export function createReceiptPrinter({
  transport,
  timers,
  encoder,
  delays = defaultDelays,
  confirmation = 'process-id',
}: ReceiptPrinterOptions): ReceiptPrinterPort {
  const connection = new PrinterConnection({ transport, timers, delays });
  const queue = new CommandQueue('receipt-printer', timers, (name) =>
    connection.reset(printerError('timeout', `${name} overran`)),
  );
  let jobs = 0;
  /**
   * Whether the paper under the head may bear part of a document: after a job in doubt, and at the start, since a
   * process before this one may have died in the middle of one. It is cut off before the next document, which
   * would otherwise come out on the same sheet as somebody else's.
   */
  let paperInDoubt = true;
  let closed = false;
  let heartbeat: unknown;

  /** `ESC @` switches automatic status off, so it comes back before anything that takes time. */
  const prelude = () =>
    Uint8Array.from([...initialise, ...automaticStatus, ...(paperInDoubt ? feedAndCut : [])]);

  const look = async (): Promise<Result<void, DeviceError>> => {
    const looked = await connection.lookAtHardware();
    if (looked.ok) return ok(undefined);
    await connection.reset(looked.error);
    return looked;
  };

  /** Why a document cannot start now, as far as the printer has said. */
  const unready = (): DeviceError | undefined => {
    const state = connection.state();
    return state.printer === 'disconnected'
      ? printerError('disconnected', 'the printer is not connected')
      : obstacle(state);
  };

  /**
   * Looks, sends the prelude, and looks again: a printer that goes offline from then on says so by itself. Had it
   * gone offline between `ESC @` and the automatic status behind it, nothing but the second look would tell.
   */
  const prepare = async (): Promise<Result<void, DeviceError>> => {
    const disconnected = connection.state().printer === 'disconnected';
    const looked = disconnected ? ok(undefined) : await look();
    if (!looked.ok) return looked;
    const error = unready();
    if (error) return err(error);
    const written = await connection.write(prelude());
    return written.ok ? look() : written;
  };

  const print: ReceiptPrinterPort['print'] = async (lines, { signal, onProgress = () => {} } = {}) => {
    let started = false;
    const givenUp = (): PrintOutcome => ({
      outcome: 'not-printed',
      error: printerError('cancelled', 'the job was given up before it started'),
    });

    const job = async (): Promise<PrintOutcome> => {
      if (signal?.aborted) return givenUp();
      const prepared = await prepare();
      if (signal?.aborted) return givenUp();
      // Asked last, with nothing to wait for between it and the job: what is said from here on, the job hears.
      const error = prepared.ok ? unready() : prepared.error;
      if (error) return { outcome: 'not-printed', error };
      jobs += 1;
      started = true;
      const outcome = await new PrintJob({
        connection,
        timers,
        delays,
        bytes: encoder.encode(lines),
        confirmation: confirmationOf(jobs, confirmation),
        signal,
        onProgress,
      }).run();
      paperInDoubt = outcome.outcome !== 'printed';
      if (outcome.outcome === 'in-doubt') await connection.reset(outcome.error);
      return outcome;
    };

    const done = queue
      .run({ name: 'print', timeout: delays.job }, async () => ok(await job()))
      .then((result) => {
        if (result.ok) return result.value;
        paperInDoubt ||= started;
        return { outcome: started ? 'in-doubt' : 'not-printed', error: result.error } as const;
      });
    const abandoned = new Promise<PrintOutcome>((resolve) => {
      signal?.addEventListener('abort', () => !started && resolve(givenUp()), { once: true });
    });
    return Promise.race([done, abandoned]);
  };

  const beat = async () => {
    await queue.run({ name: 'look at the hardware', timeout: delays.job }, async () => {
      if (connection.state().printer === 'connected') {
        const status = await connection.lookAtHardware();
        if (!status.ok) await connection.reset(status.error);
      }
      return ok(undefined);
    });
    if (!closed) keepLooking();
  };
  const keepLooking = () => {
    heartbeat = timers.setTimeout(() => void beat(), delays.heartbeat);
  };
  keepLooking();

  return {
    state: () => connection.state(),
    subscribe: (listener) => connection.subscribe(listener),
    print,
    close: async () => {
      closed = true;
      timers.clearTimeout(heartbeat);
      await connection.close();
    },
  };
}
