import type { PrintedLine, PrintedRun } from '@borne/domain/printed-line';
import escpos, { type Adapter, type Printer } from 'escpos';
import { emphasized, lineFeed, raster } from './commands.ts';
import { type Encoder, longestCommand } from './encoder.ts';
import type { PrinterFacts } from './profile.ts';

/** Thickness of a rule in dots, and the white rows above and below it that make it as high as a line of text. */
const rule = { above: 13, thickness: 2, below: 15 };

/** What an encoder has to know of a printer. */
export type EncodingProfile = Pick<PrinterFacts, 'format' | 'fontA' | 'windows1252Table' | 'sheetEnd'>;

type TextLine = Extract<PrintedLine, { kind: 'text' }>;

const alignments = { left: 'lt', center: 'ct', right: 'rt' } as const;

/**
 * An encoder on npm `escpos`, of which only harmless methods are used: its own adapters lose data, its image, QR
 * and barcode methods emit wrong bytes, and `style()` adds italics that Epson does not have. Every state is set on
 * every line, so that a line prints the same whatever came before it.
 */
export function createEscposEncoder({
  format: { columns },
  fontA,
  windows1252Table,
  sheetEnd,
}: EncodingProfile): Encoder {
  const ruleDots = columns * fontA.width;
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
      for (const line of lines) encodeLine(printer, line, ruleDots);
      printer.raw(Buffer.from(sheetEnd.commands)).flush();
      return captured;
    },
  };
}

function encodeLine(printer: Printer, line: PrintedLine, ruleDots: number): void {
  switch (line.kind) {
    case 'text':
      encodeText(printer, line);
      return;
    case 'rule':
      printer.align('lt').raw(ruleImage(ruleDots));
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

/** Black from edge to edge, as high as a line of text with the white above and below it. */
function ruleImage(dots: number): Buffer {
  const widthBytes = Math.ceil(dots / 8);
  const line = new Uint8Array(widthBytes * rule.thickness).fill(0xff);
  return Buffer.concat([whiteRows(rule.above), raster(widthBytes, line), whiteRows(rule.below)]);
}

/**
 * A symbol is an image of ours: what a printer draws by itself differs from one to the next. The quiet zone is fed above
 * and below, and left to the paper on both sides of what is centred on it.
 */
function symbolImage({ rows, moduleDots, quietZone }: Extract<PrintedLine, { kind: 'symbol' }>): Buffer {
  // Doubled by the printer, a fourth of the bytes. Under two dots a module they could read as a real-time command.
  const doubled = moduleDots % 2 === 0 && moduleDots > 2;
  const dots = doubled ? moduleDots / 2 : moduleDots;
  const widthBytes = Math.ceil(((rows[0]?.length ?? 0) * dots) / 8);
  const image = new Uint8Array(widthBytes * rows.length * dots);
  for (const [y, row] of rows.entries()) {
    const drawn = dotsOf(row, dots, widthBytes);
    for (let copy = 0; copy < dots; copy += 1) image.set(drawn, (y * dots + copy) * widthBytes);
  }
  const quiet = whiteRows(quietZone * moduleDots);
  return Buffer.concat([quiet, ...banded(widthBytes, image, doubled), quiet]);
}

/** One row of modules as one row of dots. */
function dotsOf(row: string, moduleDots: number, widthBytes: number): Uint8Array {
  const dots = new Uint8Array(widthBytes);
  for (const { index, 0: run } of row.matchAll(/1+/g)) {
    const end = (index + run.length) * moduleDots;
    for (let x = index * moduleDots; x < end; x += 1) dots[x >> 3] = (dots[x >> 3] ?? 0) | (0x80 >> (x & 7));
  }
  return dots;
}

/** White is as white when it is eight dots wide. Fed as an image, since feeds count in units that differ by model. */
const whiteRows = (count: number) => raster(1, new Uint8Array(count));

const rasterHeader = 8;

/** An image as bands, one under the other with nothing between, each a command that is not too long. */
function banded(widthBytes: number, image: Uint8Array, doubled: boolean): readonly Uint8Array[] {
  const bandBytes = Math.floor((longestCommand - rasterHeader) / widthBytes) * widthBytes;
  const bands: Uint8Array[] = [];
  for (let from = 0; from < image.length; from += bandBytes)
    bands.push(raster(widthBytes, image.subarray(from, from + bandBytes), doubled));
  return bands;
}
