import { err, ok, type Result } from '@borne/domain/result';
import bwipjs from 'bwip-js/node';
import { Bitmap } from '../bitmap.ts';

/** Options that `bwip-js` hands to BWIPP, by the names of BWIPP's reference. */
export type SymbologyOptions = Readonly<Record<string, string | number | boolean>>;

/** Widths of bars and spaces, in modules, from the first bar on. Why not, when the symbology cannot say that. */
export function linearModules(
  symbology: string,
  text: string,
  options: SymbologyOptions = {},
): Result<readonly number[], string> {
  return attempt(() => {
    const [symbol] = bwipjs.raw({ ...options, bcid: symbology, text });
    if (!symbol || !('sbs' in symbol)) throw new Error(`${symbology} has no bars`);
    return symbol.sbs;
  });
}

/** Dots of a 2D symbol, one a module. Why not, when the symbology cannot say that. */
export function matrixModules(
  symbology: string,
  text: string,
  options: SymbologyOptions = {},
): Result<Bitmap, string> {
  return attempt(() => {
    const [symbol] = bwipjs.raw({ ...options, bcid: symbology, text });
    if (!symbol || !('pixs' in symbol)) throw new Error(`${symbology} has no modules`);
    const bitmap = new Bitmap(symbol.pixx, symbol.pixy);
    for (const [index, black] of symbol.pixs.entries())
      if (black) bitmap.set(index % symbol.pixx, Math.floor(index / symbol.pixx));
    return bitmap;
  });
}

const maxicodeColumns = 30;
const maxicodeRows = 33;
/** Dots of a hexagon of MaxiCode, across and along: 0.88 mm apart (ISO/IEC 16023). */
const hexagon = 7;
const rowPitch = 6;

/** MaxiCode has one size: hexagons in 33 rows around a bull's-eye. Dots as they print. */
export function maxicode(text: string, mode: number): Result<Bitmap, string> {
  return attempt(() => {
    const options: SymbologyOptions = { mode, parse: false };
    const [symbol] = bwipjs.raw({ ...options, bcid: 'maxicode', text });
    if (!symbol || !('pixs' in symbol)) throw new Error('MaxiCode has no modules');
    const bitmap = new Bitmap(maxicodeColumns * hexagon, (maxicodeRows + 1) * rowPitch);
    for (const index of symbol.pixs) {
      const row = Math.floor(index / maxicodeColumns);
      const x = (index % maxicodeColumns) * hexagon + (row % 2) * 3;
      bitmap.fill(x + 1, row * rowPitch + 1, hexagon - 1, rowPitch - 1);
    }
    drawBullsEye(bitmap);
    return bitmap;
  });
}

function drawBullsEye(bitmap: Bitmap): void {
  const [centreX, centreY] = [14.5 * hexagon, 16.5 * rowPitch];
  const radius = 4.6 * rowPitch;
  for (let y = Math.floor(centreY - radius); y <= centreY + radius; y += 1)
    for (let x = Math.floor(centreX - radius); x <= centreX + radius; x += 1) {
      const ring = Math.floor((Math.hypot(x - centreX, y - centreY) / radius) * 6);
      if (ring < 6 && ring % 2 === 1) bitmap.set(x, y);
    }
}

/** BWIPP says by an exception that data is not of a symbology. */
function attempt<T>(draw: () => T): Result<T, string> {
  try {
    return ok(draw());
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return err(message.replace(/^bwipp\.\w+#\d+: /, ''));
  }
}
