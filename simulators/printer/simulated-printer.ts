import type { PrinterTransport } from '@borne/device-drivers/receipt-printer/transport';
import type { Timers } from '@borne/domain/time';
import { type Fault, faultHandling } from './faults.ts';
import { inProcessTransport } from './in-process-transport.ts';
import type { LatchedError } from './mechanism.ts';
import { type PrinterModel, printerModels } from './models.ts';
import { PrinterEngine, type PrinterState, type PrintSpeed } from './printer.ts';
import type { Tally } from './schedule.ts';
import type { Sheet } from './sheets.ts';

/** What a hand at the simulated printer can do, and what eyes can see. */
export interface SimulatedPrinter {
  /** The in-process cable. `tcp-front.ts` and `stream-front.ts` are others, on the same `engine`. */
  readonly transport: PrinterTransport;
  readonly engine: PrinterEngine;
  readonly model: PrinterModel;
  state(): PrinterState;
  /** Called at every change of the state or of the papers. Returns the unsubscription. */
  subscribe(listener: () => void): () => void;
  /** Finished sheets first, then the one that is coming out. */
  papers(): readonly Sheet[];
  /** Sheets that the presenter took back in. */
  retracted(): readonly Sheet[];
  /** A person takes the ticket that is held out, or tears off the paper of a printer that cannot cut. */
  take(): void;
  /** `fault` happens now, until `mend`. */
  strike(fault: Fault): void;
  /** A person puts `fault` right, as far as a printer needs to print on. */
  mend(fault: Fault): void;
  /** What jammed is free, and nothing else is done: the printer stays in error until `DLE ENQ` or a cover closed. */
  free(jam: Extract<LatchedError, 'cutter' | 'mechanical'>): void;
  /** Runs `action` once `tally` has gone up by `count`: bytes taken, rows of dots fed, commands read, cuts begun. */
  after(tally: Tally, count: number, action: () => void): void;
  /** The last commands that this printer does not have, as bytes in hexadecimal. */
  unknownCommands(): readonly string[];
  paperOut(): void;
  /** Runs out of paper after `length` more millimetres. */
  paperOutAfter(length: number): void;
  nearEnd(): void;
  /** A new roll. If the cover is open it stays so, and the printer waits. */
  refill(): void;
  openCover(): void;
  closeCover(): void;
  /** The cutter jams: a person must `clearJam`. */
  jam(): void;
  clearJam(): void;
  /** Power and cable: buffer and modes are lost, the paper stays under the head. */
  unplug(): void;
  plug(): void;
  /** The cable only: the printer goes on with what it has. */
  pullCable(): void;
  /** Sends bytes that nobody asked for. */
  sendGarbage(bytes: Uint8Array): void;
  /** While true, it answers nothing. */
  silence(on: boolean): void;
  /** Runs `action` as soon as `count` more bytes have arrived. */
  afterBytes(count: number, action: () => void): void;
  /** Throws the finished sheets away. */
  clear(): void;
}

/** How many unknown commands are remembered. */
const unknownKept = 100;

/** An ESC/POS printer, simulated down to its dots. */
export function createSimulatedPrinter({
  timers,
  speed = 'instant',
  model = printerModels['tm-t20iii'],
}: {
  readonly timers: Timers;
  /** `'instant'`, or millimetres a second. */
  readonly speed?: PrintSpeed;
  /** One of `printerModels`. */
  readonly model?: PrinterModel;
}): SimulatedPrinter {
  const engine = new PrinterEngine({ timers, speed, model });
  let unknown: readonly string[] = [];
  engine.watch({
    unknown: (bytes) => {
      unknown = [...unknown, hexadecimal(bytes)].slice(-unknownKept);
    },
  });
  const strike = (fault: Fault) => faultHandling[fault].strike(engine);
  const mend = (fault: Fault) => faultHandling[fault].mend(engine);
  return {
    transport: inProcessTransport(engine),
    engine,
    model,
    state: () => engine.state(),
    subscribe: (listener) => engine.subscribe(listener),
    papers: () => engine.sheets.all(),
    retracted: () => engine.sheets.retracted(),
    take: () => engine.takePaper(),
    strike,
    mend,
    free: (jam) => engine.handle((mechanism) => mechanism.free(jam)),
    after: (tally, count, action) => engine.schedule.after(tally, count, action),
    unknownCommands: () => unknown,
    paperOut: () => strike('paper-out'),
    paperOutAfter: (length) => engine.handle((mechanism) => mechanism.setRoll(length)),
    nearEnd: () => strike('near-end'),
    refill: () => mend('paper-out'),
    openCover: () => strike('cover-open'),
    closeCover: () => mend('cover-open'),
    jam: () => strike('cutter-jam'),
    clearJam: () => mend('cutter-jam'),
    unplug: () => strike('unplugged'),
    plug: () => mend('unplugged'),
    pullCable: () => strike('cable-pulled'),
    sendGarbage: (bytes) => engine.say(bytes),
    silence: (on) => engine.silence(on),
    afterBytes: (count, action) => engine.schedule.after('bytes', count, action),
    clear: () => engine.sheets.clear(),
  };
}

const hexadecimal = (bytes: Uint8Array) =>
  Buffer.from(bytes)
    .toString('hex')
    .replaceAll(/..(?=.)/g, '$& ');
