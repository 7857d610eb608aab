import type { DeviceError } from '@borne/domain/device-error';
import type { PaperFormat } from '@borne/domain/paper-format';
import type { PrintedLine } from '@borne/domain/printed-line';
import type { Result } from '@borne/domain/result';
import type { HardwareStatus } from './status.ts';

/** What the printer last said of itself. */
export type PrinterState =
  | { readonly printer: 'disconnected' }
  /** There, on a cable that carries nothing back: its paper, cover and faults are not known, and never will be. */
  | { readonly printer: 'write-only' }
  | ({ readonly printer: 'connected' } & HardwareStatus);

/**
 * How a job ended. `printed` only when the printer answered, after the last byte, that it finished; `not-printed`
 * only when no byte of the job can have reached the paper; everything else is `in-doubt`.
 */
export type PrintOutcome =
  | { readonly outcome: 'printed' }
  | { readonly outcome: 'not-printed'; readonly error: DeviceError }
  | { readonly outcome: 'in-doubt'; readonly error: DeviceError };

/**
 * Paper out or cover open in the middle of a job: it waits and goes on when somebody has put that right. Too hot or
 * held offline: it goes on by itself. A ticket in the mouth: the job starts when somebody has taken it.
 */
export type PrintProgress =
  | 'printing'
  | 'waiting-for-paper'
  | 'waiting-for-cover'
  | 'waiting-for-printer'
  | 'waiting-for-ticket';

/**
 * The receipt printer as the machines see it. No command throws; no document is ever sent a second time by itself.
 * What a job in doubt left in the printer, or a process that died, is cut off as soon as the printer can, so that it
 * never joins the next document and nobody who prints later finds it there.
 */
export interface ReceiptPrinterPort {
  /** The paper that documents are to be laid out for. */
  readonly format: PaperFormat;
  state(): PrinterState;
  /** Called with every new state. Returns the unsubscription. */
  subscribe(listener: (state: PrinterState) => void): () => void;
  /**
   * Prints one document and cuts. Jobs queue behind one another. Aborting `signal` gives the job up: what has
   * not left is dropped, the printer is told to forget the rest, and the outcome says what is known.
   */
  print(
    lines: readonly PrintedLine[],
    options?: { readonly signal?: AbortSignal; readonly onProgress?: (progress: PrintProgress) => void },
  ): Promise<PrintOutcome>;
  /**
   * Takes the ticket that waits in the mouth back into the printer: `retracted` once the mouth is empty, `empty` when it
   * was so already. `refused` where there is nothing that could.
   */
  retract(): Promise<Result<'retracted' | 'empty', DeviceError>>;
  close(): Promise<void>;
}
