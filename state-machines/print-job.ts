import type {
  PrintOutcome,
  PrintProgress,
  ReceiptPrinterPort,
} from '@borne/device-drivers/receipt-printer/port';
import type { PrintedLine } from '@borne/domain/printed-line';
import { type AnyEventObject, fromCallback } from 'xstate';

/** What a running job tells the machine that started it. */
export type PrintReport =
  | { readonly type: 'print.progress'; readonly progress: PrintProgress }
  | { readonly type: 'print.ended'; readonly outcome: PrintOutcome };

/**
 * A job as a closure over its lines. A machine's snapshot holds the input of its actors: given as a closure,
 * the paper's text is never part of a snapshot, even when the card is pulled while the job runs.
 */
export interface PrintJobInput {
  readonly print: (options: Parameters<ReceiptPrinterPort['print']>[1]) => Promise<PrintOutcome>;
}

export const jobOf = (printer: ReceiptPrinterPort, lines: readonly PrintedLine[]): PrintJobInput => ({
  print: (options) => printer.print(lines, options),
});

/** Runs one job. Send it `abort` to give the job up: it still reports how the job ended. */
export const printJob = fromCallback<AnyEventObject, PrintJobInput>(({ input, receive, sendBack }) => {
  const report = (event: PrintReport) => sendBack(event);
  const giveUp = new AbortController();
  receive((event) => {
    if (event.type === 'abort') giveUp.abort();
  });
  input
    .print({
      signal: giveUp.signal,
      onProgress: (progress) => report({ type: 'print.progress', progress }),
    })
    .then(
      (outcome) => report({ type: 'print.ended', outcome }),
      (cause: unknown) =>
        report({
          type: 'print.ended',
          outcome: {
            outcome: 'in-doubt',
            error: {
              device: 'receipt-printer',
              code: 'protocol',
              retryable: false,
              detail: 'print: the driver threw instead of answering',
              cause,
            },
          },
        }),
    );
  return () => giveUp.abort();
});
