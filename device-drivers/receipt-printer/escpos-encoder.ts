import type { PrintedLine, PrintedRun } from '@borne/domain/printed-line';
import escpos, { type Adapter, type Printer } from 'escpos';
import { emphasized, feedAndCut, lineFeed, raster, windows1252Table } from './commands.ts';
import type { Encoder } from './encoder.ts';

/** Width of Font A in dots. */
const fontWidth = 12;
/** Thickness of a rule in dots, and the white rows above and below it that make it as high as a line of text. */
const rule = { above: 13, thickness: 2, below: 15 };

type TextLine = Extract<PrintedLine, { kind: 'text' }>;

const alignments = { left: 'lt', center: 'ct', right: 'rt' } as const;

/**
 * An encoder on npm `escpos`, of which only harmless methods are used: its own adapters lose data, its image, QR
 * and barcode methods emit wrong bytes, and `style()` adds italics that Epson does not have. Every state is set on
 * every line, so that a line prints the same whatever came before it.
 *
 * @param columns characters of Font A on a line: 48 for 576 dots.
 */
export function createEscposEncoder(columns: number): Encoder {
  return {
    encode(lines) {
      let captured: Uint8Array = new Uint8Array();
      const capture: Adapter = {
        open: () => {},
        write: (bytes) => {
          captured = bytes;
        },
        close: () => {},
      };
      const printer = new escpos.Printer(capture, { encoding: 'win1252', width: columns });
      printer.setCharacterCodeTable(windows1252Table).font('a');
      for (const line of lines) encodeLine(printer, line, columns);
      printer.raw(Buffer.from(feedAndCut)).flush();
      return captured;
    },
  };
}

function encodeLine(printer: Printer, line: PrintedLine, columns: number): void {
  switch (line.kind) {
    case 'text':
      encodeText(printer, line);
      return;
    case 'rule':
      printer.align('lt').raw(ruleImage(columns));
      return;
    case 'blank':
      printer.raw(Buffer.from(lineFeed));
      return;
    case 'symbol':
      printer.align('ct').raw(symbolImage(line));
      return;
  }
}

function encodeText(printer: Printer, { align, scale, runs }: TextLine): void {
  printer.align(alignments[align]).size(scale - 1, scale - 1);
  for (const run of runs) encodeRun(printer, run);
  printer.raw(Buffer.from(lineFeed)).size(0, 0);
}

function encodeRun(printer: Printer, { text, bold = false }: PrintedRun): void {
  printer.raw(Buffer.from(emphasized(bold))).pureText(withoutControls(text));
  if (bold) printer.raw(Buffer.from(emphasized(false)));
}

/**
 * Drops every C0 and C1 control character. Without this, a name holding `GS V` would cut the paper, and one holding
 * `DLE EOT` would make the printer answer: text reaches the printer as text, wherever it came from.
 */
const withoutControls = (text: string) => text.replaceAll(/\p{Cc}/gu, '');

function ruleImage(columns: number): Buffer {
  const widthBytes = Math.ceil((columns * fontWidth) / 8);
  const rows = new Uint8Array(widthBytes * (rule.above + rule.thickness + rule.below));
  rows.fill(0xff, widthBytes * rule.above, widthBytes * (rule.above + rule.thickness));
  return Buffer.from(raster(widthBytes, rows));
}

/** A symbol is an image of ours, quiet zone included: what a printer draws by itself differs from one to the next. */
function symbolImage({ rows, moduleDots, quietZone }: Extract<PrintedLine, { kind: 'symbol' }>): Buffer {
  const width = (rows[0]?.length ?? 0) + 2 * quietZone;
  const height = rows.length + 2 * quietZone;
  const widthBytes = Math.ceil((width * moduleDots) / 8);
  const image = new Uint8Array(widthBytes * height * moduleDots);
  for (const [y, row] of rows.entries())
    for (const { index, 0: run } of row.matchAll(/1+/g))
      for (let dotY = (y + quietZone) * moduleDots; dotY < (y + quietZone + 1) * moduleDots; dotY += 1)
        for (
          let x = (index + quietZone) * moduleDots;
          x < (index + quietZone + run.length) * moduleDots;
          x += 1
        ) {
          const at = dotY * widthBytes + (x >> 3);
          image[at] = (image[at] ?? 0) | (0x80 >> (x & 7));
        }
  return Buffer.from(raster(widthBytes, image));
}
