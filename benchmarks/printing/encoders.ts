import { createEscposEncoder } from '@borne/device-drivers/receipt-printer/escpos-encoder';
import { tmT20iii } from '@borne/device-drivers/receipt-printer/profiles/tm-t20iii';
import { lineText } from '@borne/documents/layout/layout';
import type { PrintedLine } from '@borne/domain/printed-line';
import { sealText } from './attestation.ts';

/** One way to turn laid-out lines into ESC/POS, up to and including the cut. */
export interface EncoderUnderTest {
  readonly name: string;
  readonly encode: (lines: readonly PrintedLine[]) => Promise<Uint8Array>;
}

type TextLine = Extract<PrintedLine, { kind: 'text' }>;

const isBold = ({ runs }: TextLine) => runs.some(({ bold }) => bold);
const columns = tmT20iii.format.columns;

/** Ours: npm `escpos` behind a white list, every state set on every line, rules and 2D codes as images. */
export const ours: EncoderUnderTest = {
  name: 'our encoder',
  encode: async (lines) => createEscposEncoder(tmT20iii).encode(lines),
};

/** npm `escpos` by itself, without its 2D codes, which no Epson prints. */
async function escposAlone(): Promise<EncoderUnderTest> {
  const { default: escpos } = await import('escpos');
  const alignments = { left: 'lt', center: 'ct', right: 'rt' } as const;
  return {
    name: 'escpos alone (rules as dashes, no 2D code)',
    encode: async (lines) => {
      let captured: Uint8Array = new Uint8Array();
      const adapter = {
        open: () => {},
        write: (bytes: Buffer) => {
          captured = bytes;
        },
        close: () => {},
      };
      const printer = new escpos.Printer(adapter, { encoding: 'win1252', width: columns });
      printer.setCharacterCodeTable(tmT20iii.windows1252Table);
      for (const line of lines) {
        if (line.kind === 'text')
          printer
            .align(alignments[line.align])
            .size(line.scale - 1, line.scale - 1)
            .pureText(`${lineText(line)}\n`);
        else printer.pureText(line.kind === 'rule' ? `${'-'.repeat(columns)}\n` : '\n');
      }
      printer.raw(Buffer.from(tmT20iii.sheetEnd.commands)).flush();
      return captured;
    },
  };
}

async function nodeThermalPrinter(): Promise<EncoderUnderTest> {
  const { ThermalPrinter, PrinterTypes, CharacterSet } = await import('node-thermal-printer');
  return {
    name: 'node-thermal-printer (the printer draws the 2D code)',
    encode: async (lines) => {
      const printer = new ThermalPrinter({
        type: PrinterTypes.EPSON,
        interface: 'tcp://127.0.0.1:9',
        width: columns,
        characterSet: CharacterSet.WPC1252,
      });
      for (const line of lines) {
        if (line.kind === 'rule') printer.drawLine();
        else if (line.kind === 'blank') printer.newLine();
        else if (line.kind === 'symbol') printer.printQR(sealText, { cellSize: 4, correction: 'M' });
        else {
          if (line.align === 'left') printer.alignLeft();
          else if (line.align === 'center') printer.alignCenter();
          else printer.alignRight();
          printer.bold(isBold(line));
          printer.setTextSize(line.scale - 1, line.scale - 1);
          printer.println(lineText(line));
        }
      }
      printer.cut();
      return printer.getBuffer();
    },
  };
}

async function receiptPrinterEncoder(): Promise<EncoderUnderTest> {
  const { default: ReceiptPrinterEncoder } = await import('@point-of-sale/receipt-printer-encoder');
  return {
    name: '@point-of-sale/receipt-printer-encoder (the printer draws the 2D code)',
    encode: async (lines) => {
      const encoder = new ReceiptPrinterEncoder({ printerModel: 'epson-tm-t20iii', columns });
      encoder.initialize().codepage('windows1252');
      for (const line of lines) {
        if (line.kind === 'rule') encoder.rule();
        else if (line.kind === 'blank') encoder.newline();
        else if (line.kind === 'symbol')
          encoder.align('center').qrcode(sealText, { model: 2, size: 4, errorlevel: 'm' });
        else
          encoder
            .align(line.align)
            .bold(isBold(line))
            .width(line.scale)
            .height(line.scale)
            .line(lineText(line));
      }
      return encoder.cut().encode();
    },
  };
}

async function receiptline(): Promise<EncoderUnderTest> {
  const { transform } = await import('receiptline');
  const escaped = (text: string) => text.replaceAll(/[\\|{}~_"`^]/g, (sign) => `\\${sign}`);
  const written = (line: PrintedLine): string => {
    if (line.kind === 'rule') return '-';
    if (line.kind === 'blank') return '';
    if (line.kind === 'symbol') return `{code:${escaped(sealText)};option:qrcode,4,M}`;
    const mark = `${line.scale === 2 ? '^^^' : ''}${isBold(line) ? '"' : ''}`;
    const text = mark + escaped(lineText(line)) + [...mark].toReversed().join('');
    return { left: `|${text}`, center: text, right: `${text}|` }[line.align];
  };
  return {
    name: 'receiptline (2D code as an image)',
    encode: async (lines) =>
      Buffer.from(
        transform(lines.map(written).join('\n'), { cpl: columns, encoding: 'cp1252', command: 'epson' }),
        'latin1',
      ),
  };
}

/** What else a program could print with, each used as its manual says. Fails where one is not installed. */
export const rivals = () =>
  Promise.all([escposAlone(), nodeThermalPrinter(), receiptPrinterEncoder(), receiptline()]);
