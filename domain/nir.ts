import type { Branded } from './brand.ts';
import { err, ok, type Result } from './result.ts';

/** A numéro d'inscription au répertoire with its key: 15 characters, checked. */
export type Nir = Branded<string, 'Nir'>;

export type NirError =
  | { readonly code: 'length'; readonly found: number }
  | { readonly code: 'characters' }
  | { readonly code: 'sex'; readonly found: string }
  | { readonly code: 'month'; readonly found: string }
  | { readonly code: 'key'; readonly expected: string; readonly found: string };

/**
 * The key of a 13-character NIR body: 97 − (N mod 97), Corsican 2A read as 19 and 2B as 18.
 * Returned as two digits, `01` to `97`.
 */
export function nirKey(body: string): string {
  const digits = body.replace('2A', '19').replace('2B', '18');
  return String(97n - (BigInt(digits) % 97n)).padStart(2, '0');
}

/** Reads 15 characters, spaces ignored, letters in either case. The error tells which part is wrong. */
export function parseNir(text: string): Result<Nir, NirError> {
  const nir = text.replaceAll(/\s/g, '').toUpperCase();
  if (nir.length !== 15) return err({ code: 'length', found: nir.length });
  if (!/^\d{5}(\d{2}|2A|2B)\d{8}$/.test(nir)) return err({ code: 'characters' });
  if (!/^[125678]/.test(nir)) return err({ code: 'sex', found: nir.slice(0, 1) });
  const month = Number(nir.slice(3, 5));
  if (month < 1 || (month > 12 && month < 20)) return err({ code: 'month', found: nir.slice(3, 5) });
  const expected = nirKey(nir.slice(0, 13));
  if (nir.slice(13) !== expected) return err({ code: 'key', expected, found: nir.slice(13) });
  return ok(nir as Nir);
}

/** `2 69 05 49 588 157 80`: the grouping printed on cards and letters. */
export function formatNir(nir: Nir): string {
  return nir.replace(/^(.)(..)(..)(..)(...)(...)(..)$/, '$1 $2 $3 $4 $5 $6 $7');
}

/** The same grouping with all but the sex, year and month hidden, for a screen that others may see. */
export function maskNir(nir: Nir): string {
  return `${formatNir(nir).slice(0, 7)} •• ••• ••• ••`;
}
