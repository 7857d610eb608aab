import { formatBirthDate } from '@borne/domain/calendar-date';
import type { Organisme, Person } from '@borne/domain/rights';
import { printedNames } from '../person-blocks.ts';
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
}): readonly SealValue[] => [...namesValues(insured), insured.nir, `${regime} ${caisse} ${centre}`];

/** Family name and given names, as printed. */
export function namesValues(person: Person): readonly [string, string] {
  const { familyName, givenNames } = printedNames(person);
  return [familyName, givenNames];
}

/**
 * Both names in one text, from which each can be told: between them is the one stroke that is alone, since one within a name is
 * doubled.
 */
export const namesInOne = (person: Person): string =>
  namesValues(person)
    .map((name) => name.replaceAll('/', '//'))
    .join(' / ');

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
