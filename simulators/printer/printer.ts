import type { Timers } from '@borne/domain/time';
import { type Cable, type Host, Socket } from './cable.ts';
import type { Command } from './command.ts';
import { fullStatus } from './custom-status.ts';
import { type Effect, Interpreter } from './interpreter.ts';
import { Mechanism } from './mechanism.ts';
import { dotsPerMillimetre, type PrinterModel } from './models.ts';
import { Paper } from './paper.ts';
import { createParser } from './parser.ts';
import { type RealTimeCommand, RealTimeScanner, realTimeLength } from './real-time.ts';
import { ReceiveBuffer } from './receive-buffer.ts';
import { Schedule } from './schedule.ts';
import { Sheets } from './sheets.ts';
import { automaticStatus, isOffline, paperStatus, realTimeStatus } from './status-bytes.ts';

/** Paper that nobody cuts, in millimetres: what is longer loses its top half, as if somebody had torn it off. */
const longestUncut = 3_000;
/** How many unknown commands are remembered. */
const unknownKept = 100;

/** How fast paper comes out: at once, or so many millimetres a second (150 is a common printer). */
export type PrintSpeed = 'instant' | number;

export interface PrinterSensors {
  readonly plugged: boolean;
  readonly paper: 'ok' | 'near-end' | 'out';
  readonly cover: 'open' | 'closed';
  readonly cutter: 'ok' | 'jammed';
  readonly presenter: 'none' | 'empty' | 'held' | 'presented';
  /** Something, beside paper, cover and cutter, that keeps it from printing. */
  readonly error: 'none' | 'mechanical' | 'unrecoverable' | 'overheated';
  readonly millimetresLeft: number;
  /** Bytes that wait in the receive buffer. */
  readonly buffered: number;
}

/**
 * An ESC/POS printer without its case: bytes in, dots out, status back. Bytes are scanned for real-time commands as
 * they arrive, wait in a small receive buffer, and are executed one by one while nothing keeps the printer offline.
 * Answers reach the host in a later microtask, never within its own call.
 */
export class PrinterEngine {
  readonly model: PrinterModel;
  readonly sheets: Sheets;
  readonly schedule = new Schedule();
  readonly #timers: Timers;
  readonly #speed: PrintSpeed;
  readonly #listeners = new Set<() => void>();
  readonly #interpreter: Interpreter;
  readonly #mechanism: Mechanism;
  readonly #socket = new Socket();
  readonly #buffer: ReceiveBuffer;
  readonly #scanner = new RealTimeScanner();
  readonly #paper: Paper;
  #parse: (byte: number) => Command | undefined;
  /** Parsed, and not executed yet. */
  #command: Command | undefined;
  /** What the command that is being executed still has to do, once the paper stands still. */
  #effects: Effect[] = [];
  #powered = true;
  #busy = false;
  #automaticMask = 0;
  #automaticFullStatus = false;
  #silent = false;
  /** Running while paper moves. */
  #movement: unknown;
  #unknown: readonly string[] = [];

  constructor(timers: Timers, speed: PrintSpeed, model: PrinterModel) {
    this.#timers = timers;
    this.#speed = speed;
    this.model = model;
    this.sheets = new Sheets(model.presenter);
    this.#mechanism = new Mechanism(model);
    this.#buffer = new ReceiveBuffer(model.receiveBuffer);
    this.#paper = new Paper(model);
    this.#parse = createParser(model);
    this.#interpreter = new Interpreter(model, () => this.#paper);
  }

  /** The last commands that this printer does not have, as bytes in hexadecimal. */
  unknownCommands(): readonly string[] {
    return this.#unknown;
  }

  sensors(): PrinterSensors {
    const sensors = this.#mechanism.sensors();
    const { paperOut, nearEnd, coverOpen, cutterJammed, mechanicalJam, unrecoverable, overheated } = sensors;
    return {
      plugged: this.#powered,
      paper: paperOut ? 'out' : nearEnd ? 'near-end' : 'ok',
      cover: coverOpen ? 'open' : 'closed',
      cutter: cutterJammed ? 'jammed' : 'ok',
      presenter: this.sheets.presenter,
      error: unrecoverable
        ? 'unrecoverable'
        : mechanicalJam
          ? 'mechanical'
          : overheated
            ? 'overheated'
            : 'none',
      millimetresLeft: this.#mechanism.millimetresLeft,
      buffered: this.#buffer.length,
    };
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Undefined while there is no power. A second host takes the cable from the first. */
  connect(host: Host): Cable | undefined {
    if (!this.#powered) return undefined;
    return this.#socket.connect(host, (bytes, isConnected) => this.#take(bytes, isConnected));
  }

  /** The host loses the printer, which keeps its power, its buffer and what it is doing. */
  pullCable(): void {
    this.#socket.pull();
  }

  /** Switched off: buffer, modes and the rest of a command are gone. The paper stays as it is. */
  powerOff(): void {
    this.#powered = false;
    this.#forgetData();
    this.#interpreter.reset();
    this.#automaticMask = 0;
    this.#automaticFullStatus = false;
    this.pullCable();
    this.#changed();
  }

  powerOn(): void {
    this.#powered = true;
    this.#mechanism.restart();
    this.#changed();
  }

  /** Something happens to the moving parts: tells the host if it asked for that, and goes on if it can. */
  handle(change: (mechanism: Mechanism) => void): void {
    this.#change(() => change(this.#mechanism), true);
  }

  /** The head is too hot for so many milliseconds. */
  overheat(duration: number): void {
    this.handle((mechanism) => mechanism.setOverheated(true));
    this.#timers.setTimeout(() => this.handle((mechanism) => mechanism.setOverheated(false)), duration);
  }

  /** While busy, the printer takes no byte, not even of a real-time command. */
  setBusy(busy: boolean): void {
    this.#busy = busy;
    if (!busy) this.#socket.offerRoom();
  }

  /** A person takes what the printer holds out, or tears off what hangs out of one that cannot cut. */
  takePaper(): void {
    this.#change(() => {
      if (this.sheets.presenter === 'presented') this.sheets.eject();
      else if (!this.model.cutter) this.sheets.cut(this.#paper);
    });
  }

  /** Sends bytes that nobody asked for. */
  say(bytes: Uint8Array): void {
    this.#socket.send(bytes);
  }

  /** While silent, the printer answers nothing. */
  silence(on: boolean): void {
    this.#silent = on;
  }

  #take(bytes: Uint8Array, isConnected: () => boolean): number {
    let taken = 0;
    while (taken < bytes.length && isConnected() && !this.#busy) {
      const full = this.#buffer.room === 0;
      const passing = full ? realTimeLength(bytes.subarray(taken)) : 0;
      if (full && passing === 0) break;
      const most = full ? passing : Math.min(this.#buffer.room, this.schedule.until('bytes'));
      const offered = bytes.subarray(taken, taken + most);
      const { end, command } = this.#scanner.scan(offered, 0);
      if (!full) this.#buffer.push(offered.subarray(0, end));
      taken += end;
      if (command) this.#obey(command);
      this.#work();
      this.schedule.count('bytes', end);
      this.schedule.run();
    }
    return taken;
  }

  #obey(command: RealTimeCommand): void {
    switch (command.kind) {
      case 'status':
        this.#answerStatus(command.what);
        return;
      case 'recover':
        if (command.clear) this.#forgetData();
        this.handle((mechanism) => mechanism.recover());
        return;
      case 'clear':
        this.#forgetData();
        this.#answer(Uint8Array.of(0x37, 0x25, 0));
    }
  }

  #answerStatus(what: number): void {
    if (what !== 20) this.#answer(Uint8Array.of(realTimeStatus(what, this.#mechanism.sensors())));
    else if (this.model.status === 'custom') this.#answer(this.#fullStatus());
  }

  #fullStatus(): Uint8Array {
    return fullStatus(this.#mechanism.sensors(), this.sheets.presenter === 'presented');
  }

  #forgetData(): void {
    this.#timers.clearTimeout(this.#movement);
    this.#movement = undefined;
    this.#buffer.clear();
    this.#command = undefined;
    this.#effects = [];
    this.#parse = createParser(this.model);
    this.#scanner.reset();
    this.#interpreter.clearLine();
    if (this.#paper.inked) this.sheets.interrupt();
  }

  /** Executes what is in the buffer until it is empty, the paper moves, or something keeps the printer offline. */
  #work(): void {
    const wasFull = this.#buffer.room === 0;
    while (this.#powered && this.#movement === undefined && !isOffline(this.#mechanism.sensors())) {
      const effect = this.#effects.shift();
      if (effect) this.#apply(effect);
      else if (this.#command) {
        const command = this.#command;
        this.#command = undefined;
        this.#effects.push(...this.#interpreter.execute(command));
      } else if (!this.#readCommand()) break;
    }
    if (wasFull && this.#buffer.room > 0) this.#socket.offerRoom();
  }

  /** Whether there was anything to read. */
  #readCommand(): boolean {
    const [byte] = this.#buffer.peek();
    if (byte === undefined) return false;
    this.#buffer.drop(1);
    this.#command = this.#parse(byte);
    if (this.#command) {
      this.schedule.count('commands', 1);
      this.schedule.run();
    }
    return true;
  }

  #apply(effect: Effect): void {
    switch (effect.kind) {
      case 'fed':
        this.#consume(effect.rows);
        return;
      case 'cut':
        this.#effects.unshift({ kind: 'cut-now' });
        this.schedule.count('cuts', 1);
        this.schedule.run();
        return;
      case 'cut-now':
        if (this.model.cutter) this.#change(() => this.sheets.cut(this.#paper));
        return;
      case 'presenter':
        this.#handleTicket(effect.action);
        return;
      case 'reply':
        this.#answer(effect.bytes);
        return;
      case 'transmit-paper-status':
        this.#answer(Uint8Array.of(paperStatus(this.#mechanism.sensors())));
        return;
      case 'transmit-paper-left':
        this.#answer(Buffer.from(`${Math.floor(this.#mechanism.millimetresLeft / 10)}cm`));
        return;
      case 'automatic-status':
        this.#automaticMask = effect.mask;
        this.#reportStatus();
        return;
      case 'automatic-full-status':
        this.#automaticFullStatus = effect.on;
        this.#reportStatus();
        return;
      case 'unknown':
        this.#unknown = [...this.#unknown, hexOf(effect.bytes)].slice(-unknownKept);
        return;
    }
  }

  #handleTicket(action: 'present' | 'retract' | 'eject' | 'status'): void {
    if (action === 'status') this.#answer(Uint8Array.of(presenterStatus[this.sheets.presenter]));
    else this.#change(() => this.sheets[action]());
  }

  #consume(rows: number): void {
    this.#change(() => {
      this.#mechanism.feed(rows);
      this.sheets.comeOut(this.#paper);
      this.#tearOff();
    });
    if (this.#speed !== 'instant') {
      const duration = (this.#mechanism.lengthOf(rows) / this.#speed) * 1000;
      this.#movement = this.#timers.setTimeout(() => {
        this.#movement = undefined;
        this.#work();
      }, duration);
    }
    this.schedule.count('rows', rows);
    this.schedule.run();
  }

  /** A roll that runs through uncut must not fill the memory. */
  #tearOff(): void {
    const longest = longestUncut * dotsPerMillimetre(this.model);
    if (this.#paper.head <= longest) return;
    this.#paper.loseTop(this.#paper.head - Math.floor(longest / 2));
    this.sheets.interrupt();
  }

  /** Changes what the sensors feel, tells the host if it asked for that, and with `goOn` prints on if it can. */
  #change(change: () => void, goOn = false): void {
    const before = this.#signature();
    change();
    if (this.#signature() !== before) this.#reportStatus();
    if (goOn) this.#work();
    this.#changed();
  }

  #signature(): string {
    return Buffer.concat([automaticStatus(this.#mechanism.sensors()), this.#fullStatus()]).toString('latin1');
  }

  #reportStatus(): void {
    if (this.#automaticMask !== 0) this.#answer(automaticStatus(this.#mechanism.sensors()));
    if (this.#automaticFullStatus) this.#answer(this.#fullStatus());
  }

  #answer(bytes: Uint8Array): void {
    if (this.#powered && !this.#silent) this.say(bytes);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** The answer to Custom's `GS e 6`: its form is invented. */
const presenterStatus = { none: 0, empty: 0, held: 1, presented: 2 };

const hexOf = (bytes: readonly number[]) => bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
