import { type CalendarDate, lastDayOf } from '@borne/domain/calendar-date';
import { type CertificatProvisoireData, certificatMonths } from '../certificat-provisoire.ts';
import { mentionsOf, numberIn } from './avertissement.ts';
import type { Manifest, SealValue } from './manifest.ts';
import { birthField, birthValue, insuredFields, insuredValues } from './person-fields.ts';

/** Manifest FB0003, ours and invented: none is public for this document. */
export const certificatProvisoireManifest: Manifest = {
  id: 'FB0003',
  name: 'Certificat provisoire de remplacement (carte européenne d’assurance maladie)',
  fields: [
    ...insuredFields,
    birthField,
    { label: 'Valable du', kind: { kind: 'date' } },
    { label: 'Valable au', kind: { kind: 'date' } },
    { label: 'Avertissement', kind: { kind: 'text' } },
  ],
  about: (values) => ({ ...numberIn(values.at(-1)), validUntil: values.at(-2) as CalendarDate }),
};

/** What the seal of a certificate says: whose it is, and for which three months. */
export const certificatProvisoireValues = (data: CertificatProvisoireData): readonly SealValue[] => [
  ...insuredValues({ insured: data.holder, organisme: data.organisme }),
  birthValue(data.holder),
  data.from,
  lastDayOf(data.from, certificatMonths),
  mentionsOf(data),
];
