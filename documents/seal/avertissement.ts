import { formatDay } from '@borne/domain/calendar-date';
import type { Issue } from '../document-frame.ts';
import type { AboutDocument, SealValue } from './manifest.ts';

const SPECIMEN = 'SPÉCIMEN sans valeur.';
const DUPLICATA = 'DUPLICATA.';
const NUMBER = /(?:^| )Document n° ([A-Z0-9][A-Z0-9-]{0,63}) /;

/**
 * The warning of a seal: the mentions of the paper, its number, its day and place of issue, then `more`. Manifest 000500 has no
 * field of its own for them, and ours do the same.
 */
export function mentionsOf(
  { documentNumber, issuedOn, kiosk, specimen, duplicata }: Issue,
  ...more: readonly string[]
): string {
  return [
    ...(specimen ? [SPECIMEN] : []),
    ...(duplicata ? [DUPLICATA] : []),
    `Document n° ${documentNumber} délivré le ${formatDay(issuedOn)} à la borne ${kiosk}.`,
    ...more,
  ].join(' ');
}

/** The number of the document and whether it says SPÉCIMEN, out of such a warning. */
export function numberIn(warning: SealValue | undefined): Pick<AboutDocument, 'number' | 'specimen'> {
  const text = typeof warning === 'string' ? warning : '';
  const number = NUMBER.exec(text)?.[1];
  return { ...(number === undefined ? {} : { number }), specimen: text.startsWith(SPECIMEN) };
}
