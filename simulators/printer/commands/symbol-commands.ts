import { isSymbology, matrixSymbol } from '../barcodes/matrix-symbols.ts';
import type { SymbolSettings } from '../barcodes/symbol-settings.ts';
import { word } from '../parser/lengths.ts';
import type { Printing } from '../printing.ts';
import { at, choice, type Handlers } from './handler.ts';

type Setting = (symbols: SymbolSettings, data: Uint8Array) => void;

/** What changes nothing but how a symbol is printed, by `cn` and `fn`. */
const settings: Readonly<Record<string, Setting>> = {
  '48 65': ({ pdf417 }, [n = 0]) => {
    if (n <= 30) pdf417.columns = n;
  },
  '48 66': ({ pdf417 }, [n = 0]) => {
    if (n === 0 || (n >= 3 && n <= 90)) pdf417.rows = n;
  },
  '48 67': ({ pdf417 }, [n = 0]) => {
    if (n >= 2 && n <= 8) pdf417.module = n;
  },
  '48 68': ({ pdf417 }, [n = 0]) => {
    if (n >= 2 && n <= 8) pdf417.rowHeight = n;
  },
  // A level, or (m = 49) a ratio, for which the library chooses one.
  '48 69': ({ pdf417 }, [m = 0, n = 0]) => {
    pdf417.level = m === 48 ? Math.min(8, Math.max(0, n - 48)) : -1;
  },
  '48 70': ({ pdf417 }, [n = 0]) => {
    pdf417.truncated = choice(n) === 1;
  },
  '49 65': ({ qr }, [n = 0]) => {
    if (n >= 49 && n <= 51) qr.model = n;
  },
  '49 67': ({ qr }, [n = 0]) => {
    if (n >= 1 && n <= 16) qr.module = n;
  },
  '49 69': ({ qr }, [n = 0]) => {
    if (n >= 48 && n <= 51) qr.level = n;
  },
  '50 65': ({ maxicode }, [n = 0]) => {
    if (n >= 50 && n <= 54) maxicode.mode = n - 48;
  },
  '51 67': ({ dataBar }, [n = 0]) => {
    if (n >= 2 && n <= 8) dataBar.module = n;
  },
  '51 71': ({ dataBar }, data) => {
    dataBar.widest = word(data, 0);
  },
  '52 67': ({ composite }, [n = 0]) => {
    if (n >= 2 && n <= 8) composite.module = n;
  },
  '53 66': ({ aztec }, [n1 = 0, n2 = 0]) => {
    aztec.compact = choice(n1) === 1;
    aztec.layers = n2;
  },
  '53 67': ({ aztec }, [n = 0]) => {
    if (n >= 2 && n <= 16) aztec.module = n;
  },
  '53 69': ({ aztec }, [n = 0]) => {
    if (n >= 5 && n <= 95) aztec.percent = n;
  },
  '54 66': ({ dataMatrix }, [m = 0, d1 = 0, d2 = 0]) => {
    dataMatrix.rectangular = choice(m) === 1;
    dataMatrix.rows = d1;
    dataMatrix.columns = dataMatrix.rectangular ? d2 : d1;
  },
  '54 67': ({ dataMatrix }, [n = 0]) => {
    if (n >= 2 && n <= 16) dataMatrix.module = n;
  },
};

/** Identifies what function 82 answers, by `cn`. */
const sizeIdentifier = (cn: number) => 0x2f + (cn - 48) + (cn === 48 ? 0 : 6);

function print(printing: Printing, cn: number): void {
  const data = printing.symbols.stored.get(cn);
  if (!data) {
    printing.notice(`GS ( k: no data was stored for 2D code ${cn}`);
    return;
  }
  printSymbol(printing, cn, data, 'GS ( k');
}

function printSymbol(printing: Printing, cn: number, data: Uint8Array, command: string): void {
  const symbol = matrixSymbol(cn, printing.symbols, data, printing.surface.lineWidth);
  if (!symbol.ok) {
    printing.notice(`${command}: ${symbol.error}`);
    return;
  }
  const { name, bitmap } = symbol.value;
  if (bitmap.width > printing.surface.lineWidth) {
    printing.notice(
      `${command}: ${bitmap.width} dots of ${name} do not fit in ${printing.surface.lineWidth}`,
    );
    return;
  }
  const text = `[${name}: ${readable(data)}]`;
  printing.surface.addBlock({ bitmap, ascent: bitmap.height, text });
}

/** What a person would read: UTF-8 if it is that, and no control characters. */
function readable(data: Uint8Array): string {
  const utf8 = Buffer.from(data).toString('utf8');
  const text = utf8.includes('\ufffd') ? Buffer.from(data).toString('latin1') : utf8;
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}

/** Function 82: width and height in dots, and whether it can be printed, between separators (1F). */
function transmitSize(printing: Printing, cn: number): void {
  const data = printing.symbols.stored.get(cn);
  const symbol = data && matrixSymbol(cn, printing.symbols, data, printing.surface.lineWidth);
  const { width, height } = symbol?.ok ? symbol.value.bitmap : { width: 0, height: 0 };
  const isPrintable = width > 0 && width <= printing.surface.lineWidth;
  const text = `${width}\x1f${height}\x1f1\x1f${isPrintable ? 0 : 1}`;
  printing.reply(0x37, sizeIdentifier(cn), ...Buffer.from(text), 0);
}

/** 2D codes: `GS ( k pL pH cn fn …`, and what other makers have. */
export const symbolCommands = {
  'GS ( k': (printing, parameters) => {
    const [, , cn = 0, fn = 0] = parameters;
    const data = parameters.subarray(4);
    if (!isSymbology(cn)) printing.notice(`GS ( k: there is no 2D code ${cn}`);
    // Function 80 has a byte before the data, which is always 48.
    else if (fn === 80) printing.symbols.stored.set(cn, data.slice(1));
    else if (fn === 81) print(printing, cn);
    else if (fn === 82) transmitSize(printing, cn);
    else settings[`${cn} ${fn}`]?.(printing.symbols, data);
  },
  'GS Z': ({ symbols }, parameters) => {
    symbols.otherMakers =
      (['pdf417', 'datamatrix', 'qrcode'] as const)[choice(at(parameters, 0))] ?? 'qrcode';
  },
  'ESC Z': (printing, parameters) => {
    const [, level = 0, module = 0] = parameters;
    const { symbols } = printing;
    const cn = { pdf417: 48, qrcode: 49, datamatrix: 54 }[symbols.otherMakers];
    if (module >= 1 && module <= 16) symbols.qr.module = module;
    const index = 'LMQH'.indexOf(String.fromCharCode(level));
    symbols.qr.level = 48 + Math.max(0, index);
    printSymbol(printing, cn, parameters.subarray(5), 'ESC Z');
  },
} satisfies Partial<Handlers>;
