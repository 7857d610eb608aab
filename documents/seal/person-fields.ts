import { formatBirthDate } from '@borne/domain/calendar-date';
import type { Organisme, Person } from '@borne/domain/rights';
import type { ManifestField, SealValue } from './manifest.ts';

/** Who a document is about, in the manifests that are ours. */
export const insuredFields: readonly ManifestField[] = [
  { label: 'Nom', kind: { kind: 'text' } },
  { label: 'Prénoms', kind: { kind: 'text' } },
  { label: 'N° de sécurité sociale', kind: { kind: 'nir' } },
  { label: 'Régime, caisse, centre', kind: { kind: 'text' } },
];

export const insuredValues = ({
  insured,
  organisme: { regime, caisse, centre },
}: {
  readonly insured: Person;
  readonly organisme: Organisme;
}): readonly SealValue[] => [
  insured.familyName,
  insured.givenNames,
  insured.nir,
  `${regime} ${caisse} ${centre}`,
];

export const birthField: ManifestField = {
  label: 'Date de naissance',
  kind: { kind: 'date' },
  nillable: true,
};

/** As printed: a *date lunaire* is the first day of its year. Nothing when not even the year is known. */
export function birthValue({ birth }: Person): string | null {
  const [day, month, year = ''] = formatBirthDate(birth).split('/');
  return year !== '' && year !== '0000' ? `${year}-${month}-${day}` : null;
}
