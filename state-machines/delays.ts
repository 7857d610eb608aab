import { type Milliseconds, seconds } from '@borne/domain/time';

/** Every wait of the kiosk's machines, in one place. A test or a site may replace any of them. */
export const defaultDelays = {
  /** How long the start-up screen waits for the card reader before the kiosk says it is out of service. */
  startUp: seconds(5),
  /** A reader that comes back within this time was a blip of the bus: it leaves no record. */
  readerBlip: seconds(5),
  /** What the card reader's driver may take to answer. Its own bounds are shorter: only a broken one is silent for so long. */
  cardSilence: seconds(20),
  /** What an update may take between two signs of life. Longer than the driver's two minutes for a relay. */
  updateSilence: seconds(150),
  /** Between two attempts to write to a journal that refused. */
  journalRetry: seconds(30),
  /** After this long on the attract screen, unreadable insertions no longer add up. */
  unreadableMemory: seconds(60),
  /** Nobody touched anything: the kiosk asks whether somebody is there. */
  inactivity: seconds(60),
  /** Time to answer that question. At least 20 s (WCAG 2.2, 2.2.1). */
  warning: seconds(30),
  /** What a person waits for the centre before the card's own file is used. */
  rightsDeadline: seconds(4),
  /** What a print job may wait for paper or for the cover before it is given up. */
  paperWait: seconds(180),
  /** What a print job may take while the printer reports nothing to wait for. */
  printStall: seconds(120),
  /** What the driver may take to say how a job that was given up ended. */
  printGiveUp: seconds(15),
  /** How long a parting notice stays once the card is out. */
  farewell: seconds(6),
  /** The same when it asks for the card again, to end an update: there is more to read, and to do. */
  unfinishedFarewell: seconds(30),
  /** The card is still in: the screen insists. */
  takeReminder: seconds(10),
  /** The card is still in, counted from the reminder: it is recorded as forgotten. */
  cardForgotten: seconds(20),
  /** The document is still in the printer's mouth, counted from the reminder: the printer takes it back. */
  paperForgotten: seconds(30),
  /** The same while a card is in: whoever it belongs to may still want it. */
  paperAbandoned: seconds(300),
  /** Before the printer is told again to take back what it did not. */
  retractAgain: seconds(60),
  /** Nobody touched anything in maintenance: it closes. */
  maintenanceInactivity: seconds(300),
  /** What a technician waits for a delivery they asked for. */
  syncNowDeadline: seconds(30),
  /** Between two deliveries when nothing new was written. */
  syncInterval: seconds(60),
  /** Before trying again when the centre refuses this kiosk's journal. */
  syncRefused: seconds(900),
} satisfies Record<string, Milliseconds>;

export type Delays = { readonly [Name in keyof typeof defaultDelays]: Milliseconds };
