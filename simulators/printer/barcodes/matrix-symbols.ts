import { err, ok, type Result } from '@borne/domain/result';
import type { Bitmap } from '../bitmap.ts';
import { matrixModules, maxicode, type SymbologyOptions } from './module-drawing.ts';
import { qrModules } from './qr-modules.ts';
import type { SymbolSettings } from './symbol-settings.ts';

/** A 2D code as dots. */
export interface MatrixSymbol {
  /** What it is called on paper that people read: `[QR: …]`. */
  readonly name: string;
  readonly bitmap: Bitmap;
}

/** @param room width of the print area, in dots. */
type Drawing = (settings: SymbolSettings, data: Uint8Array, room: number) => Result<MatrixSymbol, string>;

const latin = (data: Uint8Array) => Buffer.from(data).toString('latin1');

function named(name: string, modules: Result<Bitmap, string>, scaleX: number, scaleY = scaleX) {
  return modules.ok ? ok({ name, bitmap: modules.value.scaled(scaleX, scaleY) }) : modules;
}

/** Modules of a PDF417 row beside its data columns (start, stop, row indicators), and in each of those. */
const pdf417Frame = 69;
const pdf417Column = 17;

const drawPdf417: Drawing = ({ pdf417 }, data, room) => {
  const { columns, rows, module, rowHeight, level, truncated } = pdf417;
  const symbology = truncated ? 'pdf417compact' : 'pdf417';
  const draw = (count: number) => {
    const options: SymbologyOptions = {
      binarytext: true,
      rowmult: 1,
      ...(count > 0 ? { columns: count } : {}),
      ...(rows > 0 ? { rows } : {}),
      ...(level >= 0 ? { eclevel: level } : {}),
    };
    const modules = matrixModules(symbology, latin(data), options);
    return named('PDF417', modules, module, module * rowHeight);
  };
  const drawn = draw(columns);
  const isTooWide = drawn.ok && drawn.value.bitmap.width > room;
  // Left to itself, the printer makes it as wide as fits.
  const most = Math.floor((room / module - pdf417Frame) / pdf417Column);
  return columns === 0 && isTooWide && most > 0 ? draw(most) : drawn;
};

const drawQr: Drawing = ({ qr }, data) => {
  const isMicro = qr.model === 51;
  const modules = isMicro
    ? matrixModules('microqrcode', latin(data), { binarytext: true })
    : qrModules(data, levels[qr.level - 48] ?? 'L');
  return named(isMicro ? 'Micro QR' : 'QR', modules, qr.module);
};

const levels = ['L', 'M', 'Q', 'H'] as const;

const drawMaxicode: Drawing = (settings, data) =>
  named('MaxiCode', maxicode(latin(data), settings.maxicode.mode), 1);

/** `n` before the data is the kind; 48 and on. */
const dataBars = new Map([
  [72, 'databarstacked'],
  [73, 'databarstackedomni'],
  [76, 'databarexpandedstacked'],
]);

const drawDataBar: Drawing = ({ dataBar }, data) => {
  const symbology = dataBars.get(data[0] ?? 0);
  if (!symbology) return err(`there is no 2D GS1 DataBar ${data[0]}`);
  const content = latin(data.subarray(1)).replaceAll('{1', '');
  const text = symbology === 'databarexpandedstacked' ? content : `(01)${content}`;
  return named('GS1 DataBar', matrixModules(symbology, text), dataBar.module);
};

const drawComposite: Drawing = () => err('composite symbols are read, and not drawn here');

const drawAztec: Drawing = ({ aztec }, data) => {
  const options: SymbologyOptions = {
    binarytext: true,
    eclevel: aztec.percent,
    ...(aztec.compact ? { format: 'compact' } : {}),
    ...(aztec.layers > 0 ? { layers: aztec.layers } : {}),
  };
  return named('Aztec', matrixModules('azteccode', latin(data), options), aztec.module);
};

const drawDataMatrix: Drawing = ({ dataMatrix }, data) => {
  const { rectangular, columns, rows, module } = dataMatrix;
  const options: SymbologyOptions = {
    binarytext: true,
    ...(rectangular ? { format: 'rectangle' } : {}),
    ...(rows > 0 && columns > 0 ? { version: `${rows}x${columns}` } : {}),
  };
  return named('DataMatrix', matrixModules('datamatrix', latin(data), options), module);
};

/** By `cn` of `GS ( k`. */
const drawings = new Map([
  [48, drawPdf417],
  [49, drawQr],
  [50, drawMaxicode],
  [51, drawDataBar],
  [52, drawComposite],
  [53, drawAztec],
  [54, drawDataMatrix],
]);

export const isSymbology = (cn: number) => drawings.has(cn);

/**
 * The 2D code of symbology `cn` that says `data`.
 *
 * @param room width of the print area, in dots, which some symbols are made to fit. Others may be too wide.
 */
export function matrixSymbol(
  cn: number,
  settings: SymbolSettings,
  data: Uint8Array,
  room: number,
): Result<MatrixSymbol, string> {
  return drawings.get(cn)?.(settings, data, room) ?? err(`there is no 2D code ${cn}`);
}
