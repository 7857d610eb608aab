import type { PrinterTransport } from '@borne/device-drivers/receipt-printer/transport';
import type { Timers } from '@borne/domain/time';
import { inProcessTransport } from './in-process-transport.ts';
import { PrinterEngine, type PrinterSensors, type PrintSpeed } from './printer.ts';
import type { Sheet } from './sheets.ts';

/** What a hand at the simulated printer can do, and what eyes can see. */
export interface SimulatedPrinter {
  /** The in-process cable. `tcp-front.ts` and `stream-front.ts` are others, on the same `engine`. */
  readonly transport: PrinterTransport;
  readonly engine: PrinterEngine;
  state(): PrinterSensors;
  /** Called at every change of the state or of the papers. Returns the unsubscription. */
  subscribe(listener: () => void): () => void;
  /** Finished sheets first, then the one that is coming out. */
  papers(): readonly Sheet[];
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

/** An ESC/POS printer on 80 mm paper at 203 dpi, simulated down to its dots. */
export function createSimulatedPrinter({
  timers,
  speed = 'instant',
}: {
  readonly timers: Timers;
  /** `'instant'`, or millimetres a second. */
  readonly speed?: PrintSpeed;
}): SimulatedPrinter {
  const engine = new PrinterEngine(timers, speed);
  return {
    transport: inProcessTransport(engine),
    engine,
    state: () => engine.sensors(),
    subscribe: (listener) => engine.subscribe(listener),
    papers: () => engine.sheets.all(),
    unknownCommands: () => engine.unknownCommands(),
    paperOut: () => engine.setRoll(0),
    paperOutAfter: (length) => engine.setRoll(length),
    nearEnd: () => engine.runLow(),
    refill: () => engine.refill(),
    openCover: () => engine.setCover(true),
    closeCover: () => engine.setCover(false),
    jam: () => engine.setCutterJam(true),
    clearJam: () => engine.setCutterJam(false),
    unplug: () => engine.powerOff(),
    plug: () => engine.powerOn(),
    pullCable: () => engine.pullCable(),
    sendGarbage: (bytes) => engine.say(bytes),
    silence: (on) => engine.silence(on),
    afterBytes: (count, action) => engine.afterBytes(count, action),
    clear: () => engine.sheets.clear(),
  };
}
