import type { Sheet } from '../sheets.ts';
import type { SimulatedPrinter } from '../simulated-printer.ts';
import { CommandListing } from './command-listing.ts';

/** A sheet that is out of the printer, and the commands that came since the one before. */
export interface CollectedSheet {
  /** From 1. */
  readonly id: number;
  readonly sheet: Sheet;
  readonly commands: readonly string[];
}

/**
 * Takes every sheet as soon as it is cut, as a person beside the printer would: out of the presenter, and new paper in
 * when there is little.
 */
export function collectSheets(printer: SimulatedPrinter, collected: (sheet: CollectedSheet) => void): void {
  const listing = new CommandListing();
  printer.engine.watch({
    token: (token, at) => listing.add(token, at),
    notice: (text) => listing.remark(text),
  });
  printer.subscribe(() => {
    const { paper, presenter } = printer.state();
    if (paper !== 'ok') printer.refill();
    if (presenter === 'held' || presenter === 'presented') printer.engine.sheets.eject();
    const done = printer.papers().filter(({ cut, place }) => cut && place === 'out');
    if (done.length === 0) return;
    printer.clear();
    for (const sheet of done) collected({ id: sheet.id, sheet, commands: listing.take() });
  });
}
