import { formatDay } from '@borne/domain/calendar-date';
import type { AttestationIjData, NatureIj } from '../attestation-ij.ts';
import { mentionsOf, numberIn } from './avertissement.ts';
import type { Manifest, ManifestField, SealValue } from './manifest.ts';
import { insuredFields, insuredValues } from './person-fields.ts';

const payment: readonly ManifestField[] = [
  { label: 'Nature', kind: { kind: 'text' } },
  { label: 'Du', kind: { kind: 'date' } },
  { label: 'Au', kind: { kind: 'date' } },
  { label: 'Jours', kind: { kind: 'number' } },
  { label: 'Montant journalier', kind: { kind: 'amount' } },
  { label: 'Brut', kind: { kind: 'amount' } },
  { label: 'CSG', kind: { kind: 'amount' } },
  { label: 'CRDS', kind: { kind: 'amount' } },
  { label: 'Net', kind: { kind: 'amount' } },
  { label: 'Payé le', kind: { kind: 'date' } },
  { label: 'Payé à l’employeur', kind: { kind: 'flag' } },
];

/** Manifest FB0001, ours and invented: none is public for this document. */
export const attestationIjManifest: Manifest = {
  id: 'FB0001',
  name: 'Attestation de paiement d’indemnités journalières',
  fields: [
    ...insuredFields,
    { label: 'Période', kind: { kind: 'text' } },
    { label: 'Paiements', kind: { kind: 'list', of: { kind: 'object', fields: payment } } },
    { label: 'Avertissement', kind: { kind: 'text' } },
  ],
  about: (values) => numberIn(values.at(-1)),
};

const natures: Readonly<Record<NatureIj, string>> = {
  maladie: 'Maladie',
  maternite: 'Maternité',
  paternite: 'Paternité',
  'accident-du-travail': 'Accident du travail',
};

/** What the seal of an attestation of *indemnités journalières* says: each payment, to the cent. */
export function attestationIjValues(data: AttestationIjData): readonly SealValue[] {
  const { period, payments } = data;
  return [
    ...insuredValues(data),
    `du ${formatDay(period.from)}${period.to === undefined ? '' : ` au ${formatDay(period.to)}`}`,
    payments.map((each) => [
      natures[each.nature],
      each.from,
      each.to,
      each.days,
      each.dailyRate,
      each.gross,
      each.csg,
      each.crds,
      each.net,
      each.paidOn,
      each.paidTo === 'employeur',
    ]),
    mentionsOf(data),
  ];
}
