import { createEscposEncoder } from '@borne/device-drivers/receipt-printer/escpos-encoder';
import type { PrinterProfileName } from '@borne/device-drivers/receipt-printer/profiles/catalogue';
import { printerProfiles } from '@borne/device-drivers/receipt-printer/profiles/catalogue';
import type { PrintedLine } from '@borne/domain/printed-line';
import { printerModels } from '@borne/simulators/printer/models';
import { createSimulatedPrinter } from '@borne/simulators/printer/simulated-printer';

export interface PrintedSheet {
  /** The paper, dot for dot. */
  readonly png: Buffer;
  /** What the printer understood of the bytes, line by line. */
  readonly text: string;
  /** Bytes on the wire. */
  readonly bytes: number;
}

/** Prints `lines` as a kiosk with that printer does, encoder and all, on the simulated one. One sheet comes out, or it throws. */
export async function printSheet(
  lines: readonly PrintedLine[],
  printerName: PrinterProfileName,
): Promise<PrintedSheet> {
  const printer = createSimulatedPrinter({ timers: globalThis, model: printerModels[printerName] });
  const opened = await printer.transport.open({ received: () => {}, lost: () => {} });
  if (!opened.ok) throw new Error(opened.error.detail);
  const bytes = createEscposEncoder(printerProfiles[printerName]).encode(lines);
  const written = await opened.value.write(bytes);
  if (!written.ok) throw new Error(written.error.detail);
  printer.take();
  const [sheet, ...others] = printer.papers();
  const unknown = printer.unknownCommands();
  if (!sheet || others.length > 0 || unknown.length > 0)
    throw new Error(`expected one sheet and no unknown command: ${others.length + 1} sheets, ${unknown}`);
  return { png: sheet.png(), text: sheet.text, bytes: bytes.length };
}
