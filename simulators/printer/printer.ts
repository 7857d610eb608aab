import type { Timers } from '@borne/domain/time';
import { type Cable, type Host, Socket } from './cable.ts';
import { CommandSource } from './command-source.ts';
import type { Effect } from './effect.ts';
import { Interpreter } from './interpreter.ts';
import { Mechanism, type MechanismState } from './mechanism.ts';
import { dotsPerMillimetre, type PrinterModel } from './models.ts';
import { Paper } from './paper.ts';
import type { Token } from './parser/parser.ts';
import { type RealTimeCommand, RealTimeScanner, realTimeLength } from './real-time.ts';
import { Schedule } from './schedule.ts';
import { Sheets } from './sheets.ts';
import { inError } from './status-bytes.ts';
import { StatusReports } from './status-reports.ts';

const usualLongestUncut = 3_000;

/** How fast paper comes out: at once, or so many millimetres a second (150 is a common printer). */
export type PrintSpeed = 'instant' | number;

export interface EngineOptions {
  readonly timers: Timers;
  readonly speed: PrintSpeed;
  readonly model: PrinterModel;
  /** Paper that nobody cuts, in millimetres: what is longer loses its top half, as if somebody had torn it off. */
  readonly longestUncut?: number;
}

export interface PrinterState extends MechanismState {
  readonly plugged: boolean;
  readonly presenter: 'none' | 'empty' | 'held' | 'presented';
  /** Bytes that wait in the receive buffer. */
  readonly buffered: number;
}

/** Who looks on while the printer works. */
export interface Watcher {
  /** About to be executed; `at` is how many bytes came before it. */
  token?(token: Token, at: number): void;
  /** Not a command of this printer's. */
  unknown?(bytes: Uint8Array): void;
  /** A command did not do what it says: why not. */
  notice?(text: string): void;
}

/**
 * An ESC/POS printer without its case: bytes in, dots out, status back. Bytes are scanned for real-time commands as
 * they arrive, wait in a small receive buffer, and are executed one command after the other while nothing keeps the
 * printer offline. Answers reach the host in a later microtask, never within its own call.
 */
export class PrinterEngine {
  readonly model: PrinterModel;
  readonly sheets: Sheets;
  readonly schedule = new Schedule();
  readonly #timers: Timers;
  readonly #speed: PrintSpeed;
  readonly #longestUncut: number;
  readonly #listeners = new Set<() => void>();
  readonly #watchers = new Set<Watcher>();
  readonly #interpreter: Interpreter;
  readonly #mechanism: Mechanism;
  readonly #status: StatusReports;
  readonly #socket = new Socket();
  readonly #source: CommandSource;
  readonly #scanner = new RealTimeScanner();
  readonly #paper: Paper;
  /** Read, and not executed yet. */
  #token: Token | undefined;
  /** What the command that is being executed still has to do, once the paper stands still; and how far that is. */
  #effects: readonly Effect[] = [];
  #effectsDone = 0;
  /** The cut that is next was announced to the schedule. */
  #cutBegun = false;
  #powered = true;
  #busy = false;
  #silent = false;
  /** Running while paper moves. */
  #movement: unknown;

  constructor({ timers, speed, model, longestUncut = usualLongestUncut }: EngineOptions) {
    this.#timers = timers;
    this.#speed = speed;
    this.#longestUncut = longestUncut;
    this.model = model;
    this.sheets = new Sheets(model.presenter);
    this.#mechanism = new Mechanism(model);
    this.#status = new StatusReports(model, this.#mechanism, this.sheets, (bytes) => this.#answer(bytes));
    this.#source = new CommandSource(model.receiveBuffer);
    this.#paper = new Paper(model);
    this.#interpreter = new Interpreter(model, this.#paper);
  }

  state(): PrinterState {
    return {
      ...this.#mechanism.state(),
      plugged: this.#powered,
      presenter: this.sheets.presenter,
      buffered: this.#source.waiting,
    };
  }

  /** Called at every change of what there is to see. Returns the unsubscription. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Returns the end of it. */
  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
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
    this.#source.powerOff();
    this.#interpreter.reset();
    this.#status.reset();
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
    this.#status.around(() => change(this.#mechanism));
    this.#work();
    this.#changed();
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

  /**
   * Ends the job of a stream that is over: a line that waits for its end is printed, and what hangs out comes out whole.
   * A real printer does neither. Returns whether a line was waiting.
   */
  finish(): boolean {
    const waited = this.#interpreter.pending;
    this.#effects = this.#interpreter.flush();
    this.#effectsDone = 0;
    this.#work();
    this.#paper.feed(this.#paper.printedBelow + this.model.headToCutter);
    this.#change(() => {
      this.sheets.comeOut(this.#paper);
      this.sheets.cut(this.#paper);
    });
    return waited;
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
      const { room } = this.#source;
      const passing = room === 0 ? realTimeLength(bytes.subarray(taken)) : 0;
      if (room === 0 && passing === 0) break;
      const most = passing || Math.min(room, this.schedule.until('bytes'));
      const offered = bytes.subarray(taken, taken + most);
      const { end, command } = this.#scanner.scan(offered, 0);
      if (room > 0) this.#source.push(offered.subarray(0, end));
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
        this.#status.answerRealTime(command.what);
        return;
      case 'recover':
        // Without an error, there is nothing to recover from, nor anything to drop for it.
        if (!inError(this.#mechanism.sensors())) return;
        if (command.clear) this.#forgetData();
        this.handle((mechanism) => mechanism.recover());
        return;
      case 'clear':
        this.#forgetData();
        this.#answer(Uint8Array.of(0x37, 0x25, 0));
    }
  }

  #forgetData(): void {
    this.#timers.clearTimeout(this.#movement);
    this.#movement = undefined;
    this.#source.clear();
    this.#token = undefined;
    this.#effects = [];
    this.#effectsDone = 0;
    this.#cutBegun = false;
    this.#scanner.reset();
    this.#interpreter.clearLine();
    if (this.#paper.inked) this.sheets.interrupt();
  }

  /** Executes what waits until there is nothing more, the paper moves, or something keeps the printer offline. */
  #work(): void {
    const wasFull = this.#source.room === 0;
    while (this.#powered && this.#movement === undefined && !this.#mechanism.isOffline) {
      const effect = this.#effects[this.#effectsDone];
      if (effect) this.#apply(effect);
      else if (this.#token) this.#execute(this.#token);
      else if (!this.#read()) break;
    }
    if (wasFull && this.#source.room > 0) this.#socket.offerRoom();
  }

  /** Whether there was anything to read. */
  #read(): boolean {
    this.#token = this.#source.next();
    if (!this.#token) return false;
    for (const watcher of this.#watchers) watcher.token?.(this.#token, this.#source.tokenAt);
    this.schedule.count('commands', 1);
    this.schedule.run();
    return true;
  }

  #execute(token: Token): void {
    const { effects, left } = this.#interpreter.execute(token);
    this.#token = left;
    this.#effects = effects;
    this.#effectsDone = 0;
  }

  #apply(effect: Effect): void {
    if (effect.kind === 'cut' && !this.#cutBegun) {
      // What is scheduled for a cut happens before it, and may keep it from being made.
      this.#cutBegun = true;
      this.schedule.count('cuts', 1);
      this.schedule.run();
      return;
    }
    this.#effectsDone += 1;
    switch (effect.kind) {
      case 'fed':
        this.#feed(effect.rows);
        break;
      case 'cut':
        this.#cutBegun = false;
        if (this.model.cutter) this.#change(() => this.sheets.cut(this.#paper));
        break;
      case 'presenter':
        this.#change(() => this.sheets[effect.action]());
        break;
      case 'reply':
        this.#answer(effect.bytes);
        break;
      case 'report':
        this.#status.run(effect.what);
        break;
      case 'macro-definition':
        this.#source.defineMacro();
        break;
      case 'macro-execution':
        this.#source.executeMacro(effect.times);
        break;
      case 'unknown':
        for (const watcher of this.#watchers) watcher.unknown?.(effect.bytes);
        break;
      case 'notice':
        for (const watcher of this.#watchers) watcher.notice?.(effect.text);
    }
  }

  #feed(rows: number): void {
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
    const longest = this.#longestUncut * dotsPerMillimetre(this.model);
    if (this.#paper.head <= longest) return;
    for (const watcher of this.#watchers)
      watcher.notice?.('too much paper hangs uncut: the first of it was torn off');
    this.#paper.loseTop(this.#paper.head - Math.floor(longest / 2));
    this.sheets.interrupt();
  }

  #change(change: () => void): void {
    this.#status.around(change);
    this.#changed();
  }

  #answer(bytes: Uint8Array): void {
    if (this.#powered && !this.#silent) this.say(bytes);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
