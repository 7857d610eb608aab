import type { PrinterModel } from '../models.ts';
import type { Picture } from '../png.ts';
import { PrinterEngine } from '../printer.ts';
import { CommandListing } from './command-listing.ts';
import { oneBelowTheOther } from './sheet-strip.ts';

/** Paper that a capture may leave uncut, in millimetres. */
const longestUncut = 10_000;

/** What a captured stream prints. */
export interface Rendering {
  /** How many sheets came out, the last one perhaps uncut. */
  readonly sheets: number;
  /** All sheets, one below the other, dot for dot. */
  readonly picture: Picture;
  /** What people read on them; a line of dashes where the paper is cut. */
  readonly text: string;
  /** A command a line, by Epson's names, with remarks where one did not do what it says. */
  readonly commands: readonly string[];
  /** The remarks alone. */
  readonly remarks: readonly string[];
}

/** Where the paper is cut, in text. */
const cutLine = '-'.repeat(16);

/** Prints a whole stream at once on a printer that never runs out of paper. */
export function renderStream(bytes: Uint8Array, model: PrinterModel): Rendering {
  const timers = { setTimeout: () => undefined, clearTimeout: () => {} };
  const engine = new PrinterEngine({ timers, speed: 'instant', model, longestUncut });
  engine.handle((mechanism) => mechanism.setRoll(Number.POSITIVE_INFINITY));
  const listing = new CommandListing();
  const remarks: string[] = [];
  const remark = (text: string) => {
    remarks.push(text);
    listing.remark(text);
  };
  engine.watch({ token: (token, at) => listing.add(token, at), notice: remark });
  const taken = engine.connect({ received: () => {}, lost: () => {} })?.offer(bytes) ?? 0;
  if (taken < bytes.length) throw new Error('a printer that lacks nothing takes everything');
  if (engine.finish()) remark('the stream ends within a line, which a printer would keep until its end');
  const sheets = engine.sheets.all();
  return {
    sheets: sheets.length,
    picture: oneBelowTheOther(
      sheets.map((sheet) => sheet.picture()),
      model,
    ),
    text: sheets.map(({ text }) => `${text}\n`).join(`${cutLine}\n`),
    commands: listing.take(),
    remarks,
  };
}
