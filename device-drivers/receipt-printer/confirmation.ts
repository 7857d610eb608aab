import { requestProcessId, transmitPaperStatus } from './commands.ts';
import type { StatusReply } from './status.ts';

/**
 * How a printer tells that it finished. Both requests are executed in the stream, behind the cut, and a printer
 * stops executing its stream while it is out of paper, open or in error; so an answer to *this* request proves
 * that every line before it is on paper and that the paper was cut. What differs is how sure one can be that an
 * answer is to this request.
 *
 * - `process-id` (`GS ( H`): the answer carries the four characters that were sent. No stray byte and no answer
 *   to an older job can be taken for it. Epson's printers have it.
 * - `paper-status` (`GS r 1`): the answer is one byte, like any other. It is believed only if it comes after the
 *   request was handed over and has the form of a paper status, with paper; older requests cannot answer any more, because
 *   every link starts by emptying the printer's buffers or by waiting for what is still owed. A stray byte of that form, in that interval, on a
 *   printer that has nothing better, is the one thing that could deceive it.
 */
export type ConfirmationMethod = 'process-id' | 'paper-status';

export interface Confirmation {
  readonly request: Uint8Array;
  readonly isGivenBy: (reply: StatusReply) => boolean;
}

/** The confirmation of the `job`-th job of this process. */
export function confirmationOf(job: number, method: ConfirmationMethod): Confirmation {
  if (method === 'paper-status')
    return {
      request: transmitPaperStatus,
      isGivenBy: (reply) => reply.kind === 'transmitted' && isPaperStatus(reply.byte),
    };
  const id = String(job % 10_000).padStart(4, '0');
  return {
    request: requestProcessId(id),
    isGivenBy: (reply) => reply.kind === 'process-id' && reply.id === id,
  };
}

/**
 * Whether `byte` is a paper status that proves anything. Bits 0 and 1 (near-end) are always alike, and so are bits 2 and 3 (end);
 * a printer at the end of its paper executes nothing, so that an answer which says *end* is no answer to this request.
 */
const isPaperStatus = (byte: number): boolean => byte === 0b0000 || byte === 0b0011;
