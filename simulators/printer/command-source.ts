import { Macro } from './macro.ts';
import { Parser, type Token } from './parser/parser.ts';
import { ReceiveBuffer } from './receive-buffer.ts';

/** The macro that is being executed. */
interface Replay {
  readonly bytes: Uint8Array;
  at: number;
  timesLeft: number;
}

/** Where commands come from: the receive buffer, and macros that the host had remembered. */
export class CommandSource {
  readonly #buffer: ReceiveBuffer;
  readonly #parser = new Parser();
  readonly #macro = new Macro();
  #replay: Replay | undefined;
  #read = 0;
  #tokenAt = 0;

  /** @param capacity of the receive buffer, in bytes. */
  constructor(capacity: number) {
    this.#buffer = new ReceiveBuffer(capacity);
  }

  get room(): number {
    return this.#buffer.room;
  }

  /** Bytes that wait. */
  get waiting(): number {
    return this.#buffer.length;
  }

  /** Bytes that came before the last token. */
  get tokenAt(): number {
    return this.#tokenAt;
  }

  push(bytes: Uint8Array): void {
    this.#buffer.push(bytes);
  }

  /**
   * Reads on, as far as the next token; undefined when there is no whole one. Text and data are the caller's to keep;
   * parameters are valid until the next call.
   */
  next(): Token | undefined {
    for (;;) {
      const replay = this.#replay;
      const input = replay ? replay.bytes.subarray(replay.at) : this.#buffer.peek();
      if (input.length === 0) return undefined;
      if (this.#parser.isBetween) this.#tokenAt = this.#read;
      const { used, token } = this.#parser.read(input);
      const kept = token && keep(token);
      if (replay) this.#wind(replay, used);
      else {
        this.#macro.record(input.subarray(0, used));
        this.#buffer.drop(used);
        this.#read += used;
      }
      if (kept) return kept;
    }
  }

  /** `GS :`. */
  defineMacro(): void {
    if (!this.#replay) this.#macro.toggle();
  }

  /** `GS ^`. A macro that executes itself does not. */
  executeMacro(times: number): void {
    const { bytes } = this.#macro;
    if (!this.#replay && bytes.length > 0 && times > 0) this.#replay = { bytes, at: 0, timesLeft: times };
  }

  /** Forgets everything that waits, and a command that has begun. */
  clear(): void {
    this.#buffer.clear();
    this.#parser.reset();
    this.#replay = undefined;
  }

  /** Forgets macros, too. */
  powerOff(): void {
    this.clear();
    this.#macro.clear();
  }

  #wind(replay: Replay, used: number): void {
    replay.at += used;
    if (replay.at < replay.bytes.length) return;
    replay.at = 0;
    replay.timesLeft -= 1;
    if (replay.timesLeft === 0) this.#replay = undefined;
  }
}

/** The buffer that text and data stand in is written over when more arrives. */
const keep = (token: Token): Token =>
  token.kind === 'text' || token.kind === 'data' ? { ...token, bytes: token.bytes.slice() } : token;
