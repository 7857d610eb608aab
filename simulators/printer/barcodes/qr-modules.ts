import { err, ok, type Result } from '@borne/domain/result';
import encodeQR from 'qr';
import { Bitmap } from '../bitmap.ts';

export type QrLevel = 'L' | 'M' | 'Q' | 'H';

/** White modules around it, of which the library wants one at least: they are cut off again. */
const border = 1;
const levelNames = { L: 'low', M: 'medium', Q: 'quartile', H: 'high' } as const;

/** The modules of a QR code (model 2) of `data`, without a quiet zone: printers add none. */
export function qrModules(data: Uint8Array, level: QrLevel): Result<Bitmap, string> {
  const text = Buffer.from(data).toString('latin1');
  let rows: boolean[][];
  try {
    rows = encodeQR(text, 'raw', {
      ecc: levelNames[level],
      border,
      // The bytes as they came, whatever characters they are.
      textEncoder: (characters) => Uint8Array.from(Buffer.from(characters, 'latin1')),
    });
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : String(cause));
  }
  const side = rows.length - 2 * border;
  const bitmap = new Bitmap(side, side);
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < side; x += 1) if (rows[y + border]?.[x + border]) bitmap.set(x, y);
  return ok(bitmap);
}
