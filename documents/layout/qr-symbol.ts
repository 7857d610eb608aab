import type { PaperFormat } from '@borne/domain/paper-format';
import type { PrintedLine } from '@borne/domain/printed-line';
import { err, ok, type Result } from '@borne/domain/result';
import encodeQR, { type ErrorCorrection } from 'qr';

export type SymbolLine = Extract<PrintedLine, { kind: 'symbol' }>;

export interface SymbolTooLarge {
  readonly code: 'symbol-too-large';
  /** How much there was to say, and what it did not fit in. Holds none of the content. */
  readonly detail: string;
}

/** Light modules around the symbol (ISO/IEC 18004 §5.3.8). */
const quietZone = 4;
/** What a telephone reads at arm's length from thermal paper, in millimetres; and what it still reads from nearer. */
const comfortable = 0.5;
const smallest = 0.37;
/** A short text is not drawn smaller than this, so that a telephone need not come close. In millimetres. */
const readableWidth = 32;
/** 0.5 mm at 203 dpi is 3.996 dots: less than a tenth of a dot under is not another number of dots. */
const roundingError = 0.1;

/**
 * A QR code (ISO/IEC 18004, model 2) that says `content`, for a paper. Level M at least (15 % of it may be lost: a crease, a
 * stain, a worn printer head), and Q or H where the same size of symbol leaves room for it; L (7 %) when the paper has no room
 * for M: the seal of a very large family. A module is 0.5 mm or more where
 * the paper is wide enough, never under 0.37 mm (3 dots at 203 and at 180 dpi). Digits, capitals and the signs of Base45
 * are encoded in alphanumeric mode, 5.5 bits a character. An error when the paper is too narrow for it. Throws a
 * `RangeError` when there is nothing to say: a mistake of the caller.
 */
export function qrSymbol(content: string, { dots, dpi }: PaperFormat): Result<SymbolLine, SymbolTooLarge> {
  if (content === '') throw new RangeError('a QR code needs something to say: no characters given');
  const atLeast = Math.ceil((smallest * dpi) / 25.4 - roundingError);
  const largestModule = (rows: readonly string[]) => Math.floor(dots / (rows.length + 2 * quietZone));
  const rows = (['medium', 'low'] as const)
    .map((level) => matrix(content, level))
    .find((each) => each && largestModule(each) >= atLeast);
  if (!rows)
    return err({
      code: 'symbol-too-large',
      detail: `a QR code of ${content.length} characters does not fit on ${dots} dots with modules of ${atLeast} dots`,
    });
  const wanted = Math.max(
    Math.ceil((comfortable * dpi) / 25.4 - roundingError),
    Math.floor((readableWidth * dpi) / 25.4 / rows.length),
  );
  return ok({
    kind: 'symbol',
    rows: corrected(content, rows),
    moduleDots: Math.min(wanted, largestModule(rows)),
    quietZone,
  });
}

/** The same content in a symbol of the same size, with as much error correction as it has room for. */
function corrected(content: string, rows: readonly string[]): readonly string[] {
  const stronger = (['high', 'quartile'] as const).map((level) => matrix(content, level));
  return stronger.find((each) => each?.length === rows.length) ?? rows;
}

/** The modules without quiet zone; nothing when `content` is more than version 40 holds. */
function matrix(content: string, ecc: ErrorCorrection): readonly string[] | undefined {
  try {
    const bordered = encodeQR(content, 'raw', { ecc, border: 1 });
    return bordered.slice(1, -1).map((row) =>
      row
        .slice(1, -1)
        .map((dark) => (dark ? '1' : '0'))
        .join(''),
    );
  } catch (cause) {
    if (cause instanceof Error && cause.message === 'Capacity overflow') return undefined;
    throw cause;
  }
}
