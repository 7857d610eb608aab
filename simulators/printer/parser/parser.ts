import type { CommandName } from './command-set.ts';
import type { CommandShape } from './lengths.ts';
import { type Beginning, prefixes } from './prefixes.ts';

/** What a stream of ESC/POS says, piece by piece. The bytes are the parser's or the caller's: valid until the next one. */
export type Token =
  /** Characters, as many as stand together. */
  | { readonly kind: 'text'; readonly bytes: Uint8Array }
  | { readonly kind: 'command'; readonly name: CommandName; readonly parameters: Uint8Array }
  /** Data of the command before, as it arrives; with `last`, there is no more. */
  | { readonly kind: 'data'; readonly bytes: Uint8Array; readonly last: boolean }
  /** Not a command of the set; or, with its name, one that asks for more than any printer has. */
  | { readonly kind: 'unknown'; readonly bytes: Uint8Array; readonly name?: CommandName };

/** The most parameters that a command may have, and the most data: beyond, it is refused and not read. */
const mostParameters = 4 * 1024 * 1024;
const mostData = 16 * 1024 * 1024;
/** How many characters are handed on at once. */
const longestText = 256;
const usualLength = 65_600;
/** How much of an unknown command is told. */
const toldOfUnknown = 13;

/**
 * Reads ESC/POS from pieces of any size, never ahead of what it was given, and never holds more than one command.
 *
 * What begins like a command and is none is told as unknown, and reading goes on behind what of it was understood.
 */
export class Parser {
  /** Name and parameters of the command that has begun. */
  #bytes = new Uint8Array(64);
  #length = 0;
  #beginning: Beginning = prefixes;
  /** Once the name is complete. Without `name`, it is an unknown one whose length is known. */
  #command:
    | { readonly shape: CommandShape; readonly name?: CommandName; readonly parametersAt: number }
    | undefined;
  #dataLeft = 0;

  /** Reads on from the start of `input`: how much of it was used, and what that completed, if anything. */
  read(input: Uint8Array): { readonly used: number; readonly token?: Token } {
    if (this.#dataLeft > 0) return this.#readData(input);
    if (this.#length === 0 && (input[0] ?? 0) >= 0x20) return readText(input);
    let used = 0;
    while (used < input.length && !this.#command) {
      const byte = input[used] ?? 0;
      const prefix = this.#beginning.next.get(byte);
      // One control character breaks a command off, and may begin another.
      if (!prefix && this.#length > 0 && byte < 0x20 && !this.#beginning.otherwise)
        return { used, token: this.#unknown() };
      used += 1;
      // One that means nothing here is skipped.
      if (!prefix && this.#length === 0) return { used };
      this.#append(Uint8Array.of(byte));
      if (prefix?.kind === 'more') this.#beginning = prefix;
      else if (prefix) this.#command = { ...prefix, parametersAt: this.#length };
      else if (this.#beginning.otherwise)
        this.#command = { shape: this.#beginning.otherwise, parametersAt: this.#length };
      else return { used, token: this.#unknown() };
    }
    if (!this.#command) return { used };
    const { taken, token } = this.#readParameters(this.#command.shape, input.subarray(used));
    return token ? { used: used + taken, token } : { used: used + taken };
  }

  /** Whether a new token begins with the next byte. */
  get isBetween(): boolean {
    return this.#length === 0 && this.#dataLeft === 0;
  }

  /** Forgets a command that has begun. */
  reset(): void {
    this.#length = 0;
    this.#beginning = prefixes;
    this.#command = undefined;
    this.#dataLeft = 0;
    if (this.#bytes.length > usualLength) this.#bytes = new Uint8Array(64);
  }

  #readParameters(
    shape: CommandShape,
    input: Uint8Array,
  ): { readonly taken: number; readonly token?: Token } {
    let taken = 0;
    for (;;) {
      const arrived = this.#parameters();
      const wanted = wantedBy(shape, arrived);
      if (wanted > mostParameters) return { taken, token: this.#unknown() };
      if (wanted <= arrived.length) return { taken, token: this.#complete(shape) };
      const piece = input.subarray(taken, taken + wanted - arrived.length);
      if (piece.length === 0) return { taken };
      this.#append(piece);
      taken += piece.length;
    }
  }

  #parameters(): Uint8Array {
    return this.#bytes.subarray(this.#command?.parametersAt ?? 0, this.#length);
  }

  #complete(shape: CommandShape): Token {
    const parameters = this.#parameters();
    const name = this.#command?.name;
    const data = shape.streams?.(parameters) ?? 0;
    if (!name || data > mostData) return this.#unknown();
    this.reset();
    this.#dataLeft = data;
    return { kind: 'command', name, parameters };
  }

  #unknown(): Token {
    const bytes = this.#bytes.slice(0, Math.min(this.#length, toldOfUnknown));
    const name = this.#command?.name;
    this.reset();
    return { kind: 'unknown', bytes, ...(name && { name }) };
  }

  #readData(input: Uint8Array): { readonly used: number; readonly token?: Token } {
    const bytes = input.subarray(0, this.#dataLeft);
    this.#dataLeft -= bytes.length;
    return { used: bytes.length, token: { kind: 'data', bytes, last: this.#dataLeft === 0 } };
  }

  #append(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(length, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = length;
  }
}

const wantedBy = ({ parameters }: CommandShape, arrived: Uint8Array) =>
  typeof parameters === 'number' ? parameters : parameters(arrived);

function readText(input: Uint8Array): { readonly used: number; readonly token: Token } {
  let end = 1;
  const most = Math.min(input.length, longestText);
  while (end < most && (input[end] ?? 0) >= 0x20) end += 1;
  return { used: end, token: { kind: 'text', bytes: input.subarray(0, end) } };
}
