import { createEscposEncoder } from '@borne/device-drivers/receipt-printer/escpos-encoder';
import { tmT20iii } from '@borne/device-drivers/receipt-printer/profiles/tm-t20iii';
import { type Arrangement, arrange, first, isReady, type Subject, until } from './receipt-printer-bench.ts';
import type { Bench } from './receipt-printer-cables.ts';

/** How many bytes the driver sends to a TM-T20III for what, so that a test can strike at one of them. */

/** When it connects: `DLE DC4 8`, four questions of three bytes, and `GS a`. */
export const greeting = 10 + 12 + 3;
/** Before a document: four questions of three bytes, `ESC @`, `GS a`, and the questions again. */
export const preparation = 12 + 2 + 3 + 12;
/** `GS ( H`, or `GS r`. */
export const confirmationRequest = 11;
const paperStatusRequest = 3;
/** What may hang in the printer is first cut off, which is a document of no bytes. */
const cuttingOff = preparation + 4;

export const encoder = createEscposEncoder(tmT20iii);
/** From the first byte of the preparation of `first` to the last of the request to confirm it. */
export const end = preparation + encoder.encode(first).length + confirmationRequest;

/** The driver on a TM-T20III, connected, and done with what it does by itself at the start. */
export async function arrangeReady(bench: Bench, arrangement: Arrangement = {}): Promise<Subject> {
  let settled: Promise<void> | undefined;
  const request =
    arrangement.mistaken?.confirmation === 'paper-status' ? paperStatusRequest : confirmationRequest;
  const subject = await arrange(bench, {
    ...arrangement,
    before: (printer) => {
      settled = new Promise((resolve) => printer.afterBytes(greeting + cuttingOff + request, resolve));
    },
  });
  await settled;
  await until(subject.driver, isReady);
  return subject;
}
