import { type Milliseconds, milliseconds, seconds } from '@borne/domain/time';

/** Every delay of the receipt-printer driver. */
export interface PrinterDelays {
  /** Between an attempt to open the link and the next. */
  readonly reconnect: Milliseconds;
  /** For the answer to one real-time request. */
  readonly realTimeAnswer: Milliseconds;
  /** Between two looks at an idle printer: finds out a link that died without a word. */
  readonly heartbeat: Milliseconds;
  /** Before the first attempt to end an error by command, and doubled before each of the next. */
  readonly recovery: Milliseconds;
  /** For a ticket to be taken back in, and between two looks at whether it is. */
  readonly retract: Milliseconds;
  readonly retractPoll: Milliseconds;
  /** For the printer to take one chunk, or to confirm the end, while nothing keeps it from printing. */
  readonly stall: Milliseconds;
  /** For somebody to put paper in, close the cover or take the last ticket, or for a hot head to cool, in a job. */
  readonly attendance: Milliseconds;
  /** For a whole job, whatever happens: only a mistake in the driver reaches it. */
  readonly job: Milliseconds;
}

export const defaultDelays: PrinterDelays = {
  reconnect: seconds(1),
  realTimeAnswer: milliseconds(800),
  heartbeat: seconds(5),
  recovery: seconds(2),
  retract: seconds(15),
  retractPoll: milliseconds(300),
  stall: seconds(30),
  attendance: seconds(600),
  job: seconds(3600),
};
