import type { CommandName } from '../parser/command-set.ts';
import type { Printing } from '../printing.ts';

/** What a command does with its parameters, which are as many as the command set says. */
export type Handler = (printing: Printing, parameters: Uint8Array) => void;

/** Handlers of some commands, by name. */
export type Handlers<Name extends CommandName = CommandName> = Readonly<Record<Name, Handler>>;

/** The parameter at `index`; 0 if the command was broken off before it. */
export const at = (parameters: Uint8Array, index: number) => parameters[index] ?? 0;

/** A choice given as a number or as its digit: 1 or `'1'`. */
export const choice = (byte: number) => (byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : byte);

/** On or off by the lowest bit. */
export const isOn = (parameters: Uint8Array) => (at(parameters, 0) & 1) === 1;

/** Two bytes, low first, as a number from -32768 to 32767. */
export const signedWord = (low: number, high: number) => ((low | (high << 8)) << 16) >> 16;

export const nothing: Handler = () => {};
