import type { PrinterEngine } from './printer.ts';

/** What can go wrong with a printer and stay so until it is put right. */
export type Fault =
  | 'near-end'
  | 'paper-out'
  | 'cover-open'
  /** The knife does not come back. Freed, it waits for `DLE ENQ` or for the cover to be opened and closed. */
  | 'cutter-jam'
  /** Paper is stuck under the head; recovers as the cutter does. */
  | 'mechanical-jam'
  /** Only power-off ends it. */
  | 'unrecoverable-error'
  /** Too hot to print; goes away by itself after ten seconds. */
  | 'overheated'
  /** Somebody holds the feed button: offline. */
  | 'feed-button'
  | 'unplugged'
  /** The data cable only: the printer goes on with what it has. */
  | 'cable-pulled'
  /** Takes no byte. */
  | 'busy'
  /** Answers nothing. */
  | 'silent';

const coolingTime = 10_000;

interface Handling {
  readonly strike: (engine: PrinterEngine) => void;
  /** What a person does about it. */
  readonly mend: (engine: PrinterEngine) => void;
}

const latched = (error: 'cutter' | 'mechanical'): Handling => ({
  strike: (engine) => engine.handle((mechanism) => mechanism.cause(error)),
  mend: (engine) =>
    engine.handle((mechanism) => {
      mechanism.free(error);
      mechanism.recover();
    }),
});

const refilled: Handling['mend'] = (engine) => engine.handle((mechanism) => mechanism.refill());

export const faultHandling: Readonly<Record<Fault, Handling>> = {
  'near-end': { strike: (engine) => engine.handle((mechanism) => mechanism.runLow()), mend: refilled },
  'paper-out': { strike: (engine) => engine.handle((mechanism) => mechanism.setRoll(0)), mend: refilled },
  'cover-open': {
    strike: (engine) => engine.handle((mechanism) => mechanism.setCover(true)),
    mend: (engine) => engine.handle((mechanism) => mechanism.setCover(false)),
  },
  'cutter-jam': latched('cutter'),
  'mechanical-jam': latched('mechanical'),
  'unrecoverable-error': {
    strike: (engine) => engine.handle((mechanism) => mechanism.cause('unrecoverable')),
    mend: (engine) => {
      engine.handle((mechanism) => mechanism.free('unrecoverable'));
      engine.powerOff();
      engine.powerOn();
    },
  },
  overheated: {
    strike: (engine) => engine.overheat(coolingTime),
    mend: (engine) => engine.handle((mechanism) => mechanism.setOverheated(false)),
  },
  'feed-button': {
    strike: (engine) => engine.handle((mechanism) => mechanism.holdFeedKey(true)),
    mend: (engine) => engine.handle((mechanism) => mechanism.holdFeedKey(false)),
  },
  unplugged: { strike: (engine) => engine.powerOff(), mend: (engine) => engine.powerOn() },
  // Plugging it in again is the host's affair: it opens the link anew.
  'cable-pulled': { strike: (engine) => engine.pullCable(), mend: () => {} },
  busy: { strike: (engine) => engine.setBusy(true), mend: (engine) => engine.setBusy(false) },
  silent: { strike: (engine) => engine.silence(true), mend: (engine) => engine.silence(false) },
};
