import type { Timers } from '@borne/domain/time';
import { type Effect, Interpreter } from './interpreter.ts';
import { dotsPerMillimetre, Paper } from './paper.ts';
import { createParser } from './parser.ts';
import { createRealTimeScanner, type RealTimeCommand, realTimeLength } from './real-time.ts';
import { Sheets } from './sheets.ts';
import { automaticStatus, isOffline, paperStatus, realTimeStatus, type Sensors } from './status-bytes.ts';

/** Size of the receive buffer: Epson's smaller printers'. */
const bufferSize = 4096;
/** A new roll of 80 mm paper, and what the near-end sensor feels as little, in millimetres. */
const newRoll = 80_000;
const nearEndOfRoll = 3_000;
/** Paper that nobody cuts, in millimetres: what is longer loses its top half, as if somebody had torn it off. */
const longestUncut = 3_000;
/** How many unknown commands are remembered. */
const unknownKept = 100;

/** How fast paper comes out: at once, or so many millimetres a second (150 is a common printer). */
export type PrintSpeed = 'instant' | number;

/** Who is at the other end of the cable. */
export interface Host {
  readonly received: (bytes: Uint8Array) => void;
  /** The cable was pulled, the power cut, or another host took over. */
  readonly lost: () => void;
}

/** The printer's end of a cable. */
export interface Cable {
  /** Gives bytes to the printer; returns how many it took. When that is not all, `onRoom` tells when to go on. */
  offer(bytes: Uint8Array): number;
  onRoom(listener: () => void): void;
  unplug(): void;
}

export interface PrinterSensors {
  readonly plugged: boolean;
  readonly paper: 'ok' | 'near-end' | 'out';
  readonly cover: 'open' | 'closed';
  readonly cutter: 'ok' | 'jammed';
  readonly millimetresLeft: number;
  /** Bytes that wait in the receive buffer. */
  readonly buffered: number;
}

interface ConnectedHost {
  readonly host: Host;
  room: (() => void) | undefined;
}

/**
 * An ESC/POS printer without its case: bytes in, dots out, status back. Bytes are scanned for real-time commands as
 * they arrive, wait in a small receive buffer, and are executed one by one while nothing keeps the printer offline.
 * Answers reach the host in a later microtask, never within its own call.
 */
export class PrinterEngine {
  readonly sheets = new Sheets();
  readonly #timers: Timers;
  readonly #speed: PrintSpeed;
  readonly #listeners = new Set<() => void>();
  readonly #interpreter: Interpreter;
  #paper = new Paper();
  #parse = createParser();
  #scan = createRealTimeScanner();
  #buffer: number[] = [];
  /** What the command that is being executed still has to do, once the paper stands still. */
  #effects: Effect[] = [];
  #host: ConnectedHost | undefined;
  #powered = true;
  #coverOpen = false;
  #cutterJammed = false;
  #millimetresLeft = newRoll;
  #automaticMask = 0;
  #silent = false;
  /** Running while paper moves. */
  #movement: unknown;
  #triggers: { at: number; readonly action: () => void }[] = [];
  #taken = 0;
  #unknown: readonly string[] = [];

  constructor(timers: Timers, speed: PrintSpeed) {
    this.#timers = timers;
    this.#speed = speed;
    this.#interpreter = new Interpreter(() => this.#paper);
  }

  /** The last commands that this printer does not have, as bytes in hexadecimal. */
  unknownCommands(): readonly string[] {
    return this.#unknown;
  }

  sensors(): PrinterSensors {
    const { paperOut, nearEnd } = this.#sensors();
    return {
      plugged: this.#powered,
      paper: paperOut ? 'out' : nearEnd ? 'near-end' : 'ok',
      cover: this.#coverOpen ? 'open' : 'closed',
      cutter: this.#cutterJammed ? 'jammed' : 'ok',
      millimetresLeft: this.#millimetresLeft,
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
    this.pullCable();
    const connected: ConnectedHost = { host, room: undefined };
    this.#host = connected;
    const isConnected = () => this.#host === connected;
    return {
      offer: (bytes) => (isConnected() ? this.#take(bytes, isConnected) : 0),
      onRoom: (listener) => {
        connected.room = listener;
      },
      unplug: () => {
        if (isConnected()) this.#host = undefined;
      },
    };
  }

  /** The host loses the printer, which keeps its power, its buffer and what it is doing. */
  pullCable(): void {
    const lost = this.#host;
    this.#host = undefined;
    if (lost) queueMicrotask(lost.host.lost);
  }

  /** Switched off: buffer, modes and the rest of a command are gone. The paper stays as it is. */
  powerOff(): void {
    this.#powered = false;
    this.#forgetData();
    this.#interpreter.reset();
    this.#automaticMask = 0;
    this.pullCable();
    this.#changed();
  }

  powerOn(): void {
    this.#powered = true;
    this.#changed();
  }

  setCover(open: boolean): void {
    this.#change(() => {
      this.#coverOpen = open;
    });
  }

  setCutterJam(jammed: boolean): void {
    this.#change(() => {
      this.#cutterJammed = jammed;
    });
  }

  setRoll(millimetres: number): void {
    this.#change(() => {
      this.#millimetresLeft = millimetres;
    });
  }

  refill(): void {
    this.setRoll(newRoll);
  }

  runLow(): void {
    this.setRoll(Math.min(this.#millimetresLeft, nearEndOfRoll - 1));
  }

  /** Runs `action` as soon as `count` more bytes have arrived. */
  afterBytes(count: number, action: () => void): void {
    this.#triggers.push({ at: this.#taken + count, action });
  }

  /** Sends bytes that nobody asked for. */
  say(bytes: Uint8Array): void {
    const connected = this.#host;
    if (!connected) return;
    queueMicrotask(() => {
      if (this.#host === connected) connected.host.received(bytes);
    });
  }

  /** While silent, the printer answers nothing. */
  silence(on: boolean): void {
    this.#silent = on;
  }

  #sensors(): Sensors {
    return {
      paperOut: this.#millimetresLeft <= 0,
      nearEnd: this.#millimetresLeft < nearEndOfRoll,
      coverOpen: this.#coverOpen,
      cutterJammed: this.#cutterJammed,
    };
  }

  #take(bytes: Uint8Array, isConnected: () => boolean): number {
    let taken = 0;
    while (taken < bytes.length && isConnected()) {
      const full = this.#buffer.length >= bufferSize;
      const passing = full ? realTimeLength(bytes.subarray(taken)) : 0;
      if (full && passing === 0) break;
      for (const byte of bytes.subarray(taken, taken + Math.max(passing, 1))) {
        if (!full) this.#buffer.push(byte);
        this.#obey(this.#scan(byte));
        taken += 1;
        this.#taken += 1;
      }
      this.#work();
      this.#pullTriggers();
    }
    return taken;
  }

  #pullTriggers(): void {
    const due = this.#triggers.filter(({ at }) => at <= this.#taken);
    this.#triggers = this.#triggers.filter(({ at }) => at > this.#taken);
    for (const { action } of due) action();
  }

  #obey(command: RealTimeCommand | undefined): void {
    if (command?.kind === 'status')
      this.#answer(Uint8Array.of(realTimeStatus(command.what, this.#sensors())));
    if (command?.kind === 'recover' && command.clear) this.#forgetData();
    if (command?.kind === 'clear') {
      this.#forgetData();
      this.#answer(Uint8Array.of(0x37, 0x25, 0));
    }
  }

  #forgetData(): void {
    this.#timers.clearTimeout(this.#movement);
    this.#movement = undefined;
    this.#buffer = [];
    this.#effects = [];
    this.#parse = createParser();
    this.#scan = createRealTimeScanner();
    this.#interpreter.clearLine();
    if (this.#paper.inked) this.sheets.interrupt();
  }

  /** Executes what is in the buffer until it is empty, the paper moves, or something keeps the printer offline. */
  #work(): void {
    const wasFull = this.#buffer.length >= bufferSize;
    while (this.#powered && this.#movement === undefined && !isOffline(this.#sensors())) {
      const effect = this.#effects.shift();
      if (effect) {
        this.#apply(effect);
        continue;
      }
      const byte = this.#buffer.shift();
      if (byte === undefined) break;
      const command = this.#parse(byte);
      if (command) this.#effects.push(...this.#interpreter.execute(command));
    }
    if (wasFull && this.#buffer.length < bufferSize) {
      const room = this.#host?.room;
      if (room) queueMicrotask(room);
    }
  }

  #apply(effect: Effect): void {
    switch (effect.kind) {
      case 'fed':
        this.#consume(effect.rows);
        return;
      case 'cut':
        this.sheets.cut(this.#paper);
        this.#changed();
        return;
      case 'reply':
        this.#answer(effect.bytes);
        return;
      case 'transmit-paper-status':
        this.#answer(Uint8Array.of(paperStatus(this.#sensors())));
        return;
      case 'automatic-status':
        this.#automaticMask = effect.mask;
        this.#reportStatus();
        return;
      case 'unknown':
        this.#unknown = [...this.#unknown, hexOf(effect.bytes)].slice(-unknownKept);
        return;
    }
  }

  #consume(rows: number): void {
    const millimetres = rows / dotsPerMillimetre;
    this.#change(() => {
      this.#millimetresLeft = Math.max(0, this.#millimetresLeft - millimetres);
      this.sheets.comeOut(this.#paper);
      this.#tearOff();
    }, false);
    if (this.#speed === 'instant') return;
    this.#movement = this.#timers.setTimeout(
      () => {
        this.#movement = undefined;
        this.#work();
      },
      (millimetres / this.#speed) * 1000,
    );
  }

  /** A roll that runs through uncut must not fill the memory. */
  #tearOff(): void {
    const longest = longestUncut * dotsPerMillimetre;
    if (this.#paper.head <= longest) return;
    this.#paper.loseTop(this.#paper.head - longest / 2);
    this.sheets.interrupt();
  }

  /** Changes what the sensors feel, tells the host if it asked for that, and goes on if it can. */
  #change(change: () => void, goOn = true): void {
    const before = JSON.stringify(this.#sensors());
    change();
    if (JSON.stringify(this.#sensors()) !== before) this.#reportStatus();
    if (goOn) this.#work();
    this.#changed();
  }

  #reportStatus(): void {
    if (this.#automaticMask !== 0) this.#answer(automaticStatus(this.#sensors()));
  }

  #answer(bytes: Uint8Array): void {
    if (this.#powered && !this.#silent) this.say(bytes);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

const hexOf = (bytes: readonly number[]) => bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
