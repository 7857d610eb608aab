import type { PrestationFiscale, ReleveFiscalData } from '../releve-fiscal.ts';
import { mentionsOf, numberIn } from './avertissement.ts';
import type { Manifest, ManifestField, SealValue } from './manifest.ts';
import { insuredFields, insuredValues } from './person-fields.ts';

const line: readonly ManifestField[] = [
  { label: 'Nature', kind: { kind: 'text' } },
  { label: 'Net payé', kind: { kind: 'amount' } },
  { label: 'À déclarer', kind: { kind: 'amount' } },
];

/** Manifest FB0002, ours and invented: none is public for this document. */
export const releveFiscalManifest: Manifest = {
  id: 'FB0002',
  name: 'Relevé fiscal',
  fields: [
    ...insuredFields,
    { label: 'Année', kind: { kind: 'number', digits: 4 } },
    { label: 'Montants', kind: { kind: 'list', of: { kind: 'object', fields: line } } },
    { label: 'Avertissement', kind: { kind: 'text' } },
  ],
  about: (values) => numberIn(values.at(-1)),
};

const natures: Readonly<Record<PrestationFiscale, string>> = {
  ij: 'Indemnités journalières',
  'ij-ald': 'Indemnités journalières, ALD',
  'ij-accident-du-travail': 'Indemnités journalières, accident du travail',
  'pension-invalidite': 'Pension d’invalidité',
};

/** What the seal of a *relevé fiscal* says: what was paid, and what is to be declared of it. */
export const releveFiscalValues = (data: ReleveFiscalData): readonly SealValue[] => [
  ...insuredValues(data),
  data.year,
  data.lines.map(({ prestation, netPaid, netFiscal }) => [natures[prestation], netPaid, netFiscal]),
  mentionsOf(data),
];
