import { type Milliseconds, milliseconds, seconds } from '@borne/domain/time';

/** Every delay of the receipt-printer driver. */
export interface PrinterDelays {
  /** Between an attempt to open the link and the next. */
  readonly reconnect: Milliseconds;
  /** For the answer to one real-time request. */
  readonly realTimeAnswer: Milliseconds;
  /** Between two looks at an idle printer: finds out a link that died without a word. */
  readonly heartbeat: Milliseconds;
  /** For the printer to take one chunk, or to confirm the end, while nothing keeps it from printing. */
  readonly stall: Milliseconds;
  /** For somebody to put paper in or close the cover in the middle of a job. */
  readonly attendance: Milliseconds;
  /** For a whole job, whatever happens: only a mistake in the driver reaches it. */
  readonly job: Milliseconds;
}

export const defaultDelays: PrinterDelays = {
  reconnect: seconds(1),
  realTimeAnswer: milliseconds(800),
  heartbeat: seconds(5),
  stall: seconds(30),
  attendance: seconds(600),
  job: seconds(3600),
};
