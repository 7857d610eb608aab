import { formatDay } from '@borne/domain/calendar-date';
import type { AttestationDroitsData } from '../attestation-droits.ts';
import type { AboutDocument, SealValue } from './manifest.ts';

const SPECIMEN = 'SPÉCIMEN sans valeur.';
const DUPLICATA = 'DUPLICATA.';
const NUMBER = /(?:^| )Document n° ([A-Z0-9][A-Z0-9-]{0,40}) /;

/**
 * The warning of a seal: number, day and place of issue, where the data come from, and the mentions of the paper. Manifest
 * 000500 has no field of its own for them.
 */
export function mentionsOf(
  data: Pick<
    AttestationDroitsData,
    'rights' | 'documentNumber' | 'issuedOn' | 'kiosk' | 'specimen' | 'duplicata'
  >,
): string {
  const { rights, documentNumber, issuedOn, kiosk, specimen, duplicata } = data;
  const day = formatDay(rights.asOf);
  return [
    ...(specimen ? [SPECIMEN] : []),
    ...(duplicata ? [DUPLICATA] : []),
    `Document n° ${documentNumber} délivré le ${formatDay(issuedOn)} à la borne ${kiosk}.`,
    rights.source === 'central'
      ? `Droits connus de la caisse au ${day}.`
      : `Établi hors connexion d’après la carte Vitale au ${day}.`,
  ].join(' ');
}

/** The number of the document and whether it says SPÉCIMEN, out of such a warning. */
export function numberIn(warning: SealValue | undefined): Pick<AboutDocument, 'number' | 'specimen'> {
  const text = typeof warning === 'string' ? warning : '';
  const number = NUMBER.exec(text)?.[1];
  return { ...(number === undefined ? {} : { number }), specimen: text.startsWith(SPECIMEN) };
}
