import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import type { Timers } from '@borne/domain/time';
import { CommandQueue } from '../command-queue.ts';
import { initialise } from './commands.ts';
import { confirmationOf } from './confirmation.ts';
import { PrinterConnection } from './connection.ts';
import { defaultDelays, type PrinterDelays } from './delays.ts';
import type { Encoder } from './encoder.ts';
import type { PrintOutcome, PrintProgress, ReceiptPrinterPort } from './port.ts';
import { Presenter } from './presenter.ts';
import { PrintJob } from './print-job.ts';
import { obstacle, printerError } from './printer-error.ts';
import type { PrinterProfile } from './profile.ts';
import { recoverFromErrors } from './recovery.ts';
import { statusDialects } from './status-dialect.ts';
import type { PrinterTransport } from './transport.ts';

export interface ReceiptPrinterOptions {
  readonly transport: PrinterTransport;
  readonly timers: Timers;
  readonly encoder: Encoder;
  readonly profile: PrinterProfile;
  readonly delays?: PrinterDelays;
}

/** How often paper in doubt is cut off by itself: a printer that never confirms would otherwise eat its roll. */
const cutAttempts = 3;

/** A receipt printer that speaks ESC/POS. It connects by itself, now and after every loss, until closed. */
export function createReceiptPrinter({
  transport,
  timers,
  encoder,
  profile,
  delays = defaultDelays,
}: ReceiptPrinterOptions): ReceiptPrinterPort {
  const connection = new PrinterConnection({ transport, timers, delays, profile });
  const queue = new CommandQueue('receipt-printer', timers, (name) =>
    connection.reset(printerError('timeout', `${name} overran`)),
  );
  const presenter = new Presenter({ connection, queue, timers, delays, profile });
  const stopRecovering = recoverFromErrors({ connection, queue, timers, delays, profile });
  const { sheetEnd } = profile;
  const discard = sheetEnd.kind === 'present' ? sheetEnd.discard : sheetEnd.commands;
  let jobs = 0;
  /**
   * Whether the paper under the head may bear part of a document: from the first byte of one until the printer
   * confirmed its cut, and at the start, since a process before this one may have died in the middle of one.
   */
  let paperInDoubt = true;
  let cutsLeft = cutAttempts;
  let closed = false;
  let heartbeat: unknown;

  /**
   * `ESC @` switches automatic status off, so it comes back before anything that takes time. Paper in doubt is cut
   * off even if that was tried before: a document must not come out on the same sheet as somebody else's.
   */
  const prelude = () =>
    Uint8Array.from([
      ...initialise,
      ...statusDialects[profile.status].automatic,
      ...(paperInDoubt ? discard : []),
    ]);

  const resetUnless = async (done: Result<void, DeviceError>): Promise<Result<void, DeviceError>> => {
    if (!done.ok) await connection.reset(done.error);
    return done;
  };
  const look = async () => resetUnless(await connection.look());

  /** Why a document cannot start now, as far as the printer has said. */
  const unready = (): DeviceError | undefined => {
    const state = connection.state();
    if (state.printer === 'write-only') return undefined;
    return state.printer === 'disconnected'
      ? printerError('disconnected', 'the printer is not connected')
      : obstacle(state);
  };

  /**
   * Looks, sends the prelude, and looks again: a printer that goes offline from then on says so by itself. Had it
   * gone offline between `ESC @` and the automatic status behind it, nothing but the second look would tell.
   */
  const prepare = async (): Promise<Result<'ready' | 'mouth-is-full', DeviceError>> => {
    const disconnected = connection.state().printer === 'disconnected';
    const looked = disconnected ? ok(undefined) : await look();
    if (!looked.ok) return looked;
    const error = unready();
    if (error) return err(error);
    if (presenter.holdsTicket()) return ok('mouth-is-full');
    const settled = await resetUnless(await connection.settleAccounts());
    if (!settled.ok) return settled;
    const sent = await resetUnless(await connection.send(prelude()));
    if (!sent.ok) return sent;
    const lookedAgain = await look();
    return lookedAgain.ok ? ok('ready') : lookedAgain;
  };

  /** Sends `bytes` to a prepared printer; what may have come out only in part is in doubt until cut off. */
  const deliver = async (
    bytes: Uint8Array,
    signal: AbortSignal | undefined,
    onProgress: (progress: PrintProgress) => void,
  ): Promise<PrintOutcome> => {
    jobs += 1;
    paperInDoubt = true;
    const outcome = await new PrintJob({
      connection,
      timers,
      delays,
      bytes,
      confirmation: confirmationOf(jobs, profile.confirmation),
      signal,
      onProgress,
    }).run();
    // What was handed over whole has its own cut with it, though nobody will ever say whether that came.
    const handedOver = outcome.outcome === 'in-doubt' && outcome.error.code === 'unconfirmed';
    paperInDoubt = outcome.outcome !== 'printed' && !handedOver;
    if (outcome.outcome === 'in-doubt' && !handedOver) await connection.reset(outcome.error);
    return outcome;
  };

  /**
   * Cuts paper in doubt off as soon as the printer is ready, not only before the next document: until then a sheet
   * with a name on it would wait for whoever comes next. At the start too, where it costs 12 mm of blank paper at
   * most. It is a document of no bytes, so that its confirmation proves the cut; nobody is made to wait for it
   * while the printer needs a hand.
   */
  const cutOff = () =>
    queue.run({ name: 'cut off', timeout: delays.job }, async () => {
      if (!paperInDoubt || cutsLeft === 0 || unready() || presenter.holdsTicket()) return ok(undefined);
      cutsLeft -= 1;
      const prepared = await prepare();
      if (!prepared.ok) return prepared;
      if (prepared.value === 'mouth-is-full' || unready()) return ok(undefined);
      const giveUp = new AbortController();
      await deliver(new Uint8Array(), giveUp.signal, (progress) => {
        if (progress !== 'printing') giveUp.abort();
      });
      return ok(undefined);
    });
  connection.subscribe(() => {
    if (paperInDoubt && !unready() && !presenter.holdsTicket()) void cutOff();
  });

  const givenUp = (): PrintOutcome => ({
    outcome: 'not-printed',
    error: printerError('cancelled', 'the job was given up before it started'),
  });

  const print: ReceiptPrinterPort['print'] = async (lines, { signal, onProgress = () => {} } = {}) => {
    let started = false;

    /** One turn at the printer; it ends without a byte sent while a ticket waits in the mouth. */
    const turn = async (): Promise<PrintOutcome | 'mouth-is-full'> => {
      if (signal?.aborted) return givenUp();
      const prepared = await prepare();
      if (signal?.aborted) return givenUp();
      if (prepared.ok && prepared.value === 'mouth-is-full') return 'mouth-is-full';
      // Asked last, with nothing to wait for between it and the job: what is said from here on, the job hears.
      const error = prepared.ok ? unready() : prepared.error;
      if (error) return { outcome: 'not-printed', error };
      started = true;
      cutsLeft = cutAttempts;
      return deliver(encoder.encode(lines), signal, onProgress);
    };

    const job = async (): Promise<PrintOutcome> => {
      for (;;) {
        const ended = await queue.run({ name: 'print', timeout: delays.job }, async () => ok(await turn()));
        if (!ended.ok) return { outcome: started ? 'in-doubt' : 'not-printed', error: ended.error };
        if (ended.value !== 'mouth-is-full') return ended.value;
        onProgress('waiting-for-ticket');
        const taken = await presenter.emptied(signal);
        if (!taken.ok) return { outcome: 'not-printed', error: taken.error };
      }
    };

    const abandoned = new Promise<PrintOutcome>((resolve) => {
      signal?.addEventListener('abort', () => !started && resolve(givenUp()), { once: true });
    });
    return Promise.race([job(), abandoned]);
  };

  const beat = async () => {
    await queue.run({ name: 'look at the hardware', timeout: delays.job }, async () => {
      if (connection.state().printer !== 'connected') return ok(undefined);
      const looked = await connection.look();
      // With its buffer full, a printer that waits for a hand takes no question either: it said why, and will say more.
      const saidWhy = looked.ok || (looked.error.code === 'timeout' && unready() !== undefined);
      if (!saidWhy) await connection.reset(looked.error);
      return ok(undefined);
    });
    if (!closed) keepLooking();
  };
  const keepLooking = () => {
    heartbeat = timers.setTimeout(() => void beat(), delays.heartbeat);
  };
  keepLooking();

  return {
    format: profile.format,
    state: () => connection.state(),
    subscribe: (listener) => connection.subscribe(listener),
    print,
    retract: () => presenter.retract(),
    close: async () => {
      closed = true;
      timers.clearTimeout(heartbeat);
      stopRecovering();
      await connection.close();
    },
  };
}
