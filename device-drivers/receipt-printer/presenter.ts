import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import type { Timers } from '@borne/domain/time';
import type { CommandQueue } from '../command-queue.ts';
import type { PrinterConnection } from './connection.ts';
import type { PrinterDelays } from './delays.ts';
import { printerError } from './printer-error.ts';
import type { PrinterProfile } from './profile.ts';

interface PresenterOptions {
  readonly connection: PrinterConnection;
  readonly queue: CommandQueue;
  readonly timers: Timers;
  readonly delays: PrinterDelays;
  readonly profile: PrinterProfile;
}

/** The mouth of a printer that holds its tickets out. On any other printer it is always empty. */
export class Presenter {
  /** Counts the tickets seen, so that what is done to one is never done to the next. */
  #tickets = 0;
  #holding = false;
  readonly #options: PresenterOptions;

  constructor(options: PresenterOptions) {
    this.#options = options;
    options.connection.subscribe(() => {
      if (this.holdsTicket() && !this.#holding) this.#tickets += 1;
      this.#holding = this.holdsTicket();
    });
  }

  holdsTicket(): boolean {
    const state = this.#options.connection.state();
    return state.printer === 'connected' && state.presenter === 'ticket';
  }

  /** Waits until somebody has taken the ticket. */
  emptied(signal: AbortSignal | undefined): Promise<Result<void, DeviceError>> {
    const { connection, timers, delays } = this.#options;
    return new Promise((resolve) => {
      const end = (result: Result<void, DeviceError>) => {
        timers.clearTimeout(timer);
        unsubscribe();
        signal?.removeEventListener('abort', giveUp);
        resolve(result);
      };
      const giveUp = () =>
        end(err(printerError('cancelled', 'the job was given up while a ticket waited in the mouth')));
      const look = () => {
        if (!this.holdsTicket()) end(ok(undefined));
      };
      const timer = timers.setTimeout(
        () => end(err(printerError('refused', 'nobody took the last ticket from the mouth'))),
        delays.attendance,
      );
      const unsubscribe = connection.subscribe(look);
      signal?.addEventListener('abort', giveUp);
      look();
    });
  }

  /** Takes the ticket back in that is in the mouth now; one that comes after it is left alone. */
  retract(): Promise<Result<'retracted' | 'empty', DeviceError>> {
    const { connection, queue, delays, profile } = this.#options;
    const { sheetEnd } = profile;
    const ticket = this.#tickets;
    return queue.run({ name: 'retract', timeout: delays.retract }, async (signal) => {
      if (sheetEnd.kind !== 'present')
        return err(printerError('refused', `this printer (${profile.model}) retracts nothing`));
      if (connection.state().printer !== 'connected')
        return err(printerError('disconnected', 'the printer is not connected'));
      if (!this.holdsTicket() || this.#tickets !== ticket) return ok('empty');
      const sent = await connection.send(sheetEnd.retract);
      if (!sent.ok) return sent;
      while (this.holdsTicket() && !signal.aborted) {
        const looked = await this.#lookLater();
        if (!looked.ok) return looked;
      }
      return ok('retracted');
    });
  }

  async #lookLater(): Promise<Result<void, DeviceError>> {
    const { connection, timers, delays } = this.#options;
    await new Promise<void>((resolve) => timers.setTimeout(resolve, delays.retractPoll));
    return connection.look();
  }
}
