import type { DeviceError } from '@borne/domain/device-error';
import type { PrintedLine } from '@borne/domain/printed-line';

/** What the printer last said of itself. */
export type PrinterState =
  | { readonly printer: 'disconnected' }
  | {
      readonly printer: 'connected';
      readonly paper: 'ok' | 'near-end' | 'out';
      readonly cover: 'closed' | 'open';
      readonly fault?: 'cutter' | 'mechanical';
    };

/**
 * How a job ended. `printed` only when the printer answered, after the last byte, that it finished; `not-printed`
 * only when no byte of the job can have reached the paper; everything else is `in-doubt`.
 */
export type PrintOutcome =
  | { readonly outcome: 'printed' }
  | { readonly outcome: 'not-printed'; readonly error: DeviceError }
  | { readonly outcome: 'in-doubt'; readonly error: DeviceError };

/** Paper out or cover open in the middle of a job: it waits and goes on when somebody has put that right. */
export type PrintProgress = 'printing' | 'waiting-for-paper' | 'waiting-for-cover';

/**
 * The receipt printer as the machines see it. No command throws; no document is ever sent a second time by itself.
 * What a job in doubt left in the printer, or a process that died, is cut off as soon as the printer can, so that it
 * never joins the next document and nobody who prints later finds it there.
 */
export interface ReceiptPrinterPort {
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
  close(): Promise<void>;
}

/** Characters of Font A on one line: 48 on 80 mm paper at 203 dpi (576 dots). */
export const columns = 48;
