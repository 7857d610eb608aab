import type { PrinterModel } from '../models.ts';
import type { Printing } from '../printing.ts';
import { at, choice, type Handlers, nothing } from './handler.ts';

/** One byte, or a text between `5F` and NUL. */
function identityOf({ identity }: PrinterModel, n: number): readonly number[] {
  const texts = [identity.firmware, identity.maker, identity.name, identity.serial, identity.fonts];
  const text = texts[n - 65];
  if (text !== undefined) return [0x5f, ...Buffer.from(text, 'latin1'), 0];
  return [[identity.model, identity.type, identity.rom][choice(n) - 1] ?? 0];
}

/** `GS ( H` function 48: the four characters come back once everything before is printed. */
function processId(printing: Printing, parameters: Uint8Array): void {
  const [low = 0, high = 0, fn, m] = parameters;
  const isAsked = low === 6 && high === 0 && choice(fn ?? 0) === 0 && choice(m ?? 0) === 0;
  if (printing.model.processId && isAsked) printing.reply(0x37, 0x22, ...parameters.subarray(4), 0);
  else printing.cause({ kind: 'unknown', bytes: Uint8Array.of(0x1d, 0x28, 0x48, ...parameters) });
}

/** What the host asks, and what it asks to be told. */
export const statusCommands = {
  'GS r': (printing, parameters) => {
    if (choice(at(parameters, 0)) === 1) printing.cause({ kind: 'report', what: 'paper' });
    else printing.reply(0);
  },
  'GS a': (printing, parameters) =>
    printing.cause({ kind: 'report', what: { automatic: at(parameters, 0) } }),
  'GS I': (printing, parameters) => printing.reply(...identityOf(printing.model, at(parameters, 0))),
  'GS ( H': processId,
  'ESC u': (printing) => printing.reply(0),
  'ESC v': (printing) => printing.cause({ kind: 'report', what: 'paper' }),
  'GS g 2': (printing) => printing.reply(0x5f, 0x30, 0),
  // The start of user setup is acknowledged; nothing can be set up here.
  'GS ( E': (printing, parameters) => {
    if (parameters[2] === 1) printing.reply(0x37, 0x20, 0);
  },
  'GS ( C': nothing,
  'FS g 1': nothing,
  'FS g 2': (printing, parameters) => {
    // Nothing was ever written to the memory that a host asks for.
    printing.reply(0x5f, ...new Array<number>(Math.min(80, at(parameters, 5))).fill(0x20), 0);
  },
  'GS g 0': nothing,
  'GS j': nothing,
  'FS ( e': nothing,
  'GS z 0': nothing,
  // Obeyed when they arrived.
  'DLE EOT': nothing,
  'DLE ENQ': nothing,
  'DLE DC4': nothing,
  'GS ( D': nothing,
} satisfies Partial<Handlers>;
