import { caisseName } from '@borne/domain/caisse';
import { type CalendarDate, formatBirthDate, formatDay, lastDayOf } from '@borne/domain/calendar-date';
import type { Organisme, Person } from '@borne/domain/rights';
import {
  field,
  framed,
  heading,
  type Issue,
  paragraph,
  type Sealable,
  sealOf,
  space,
} from './document-frame.ts';
import type { DocumentModel } from './document-model.ts';
import { groupedNir } from './person-blocks.ts';

export interface CertificatProvisoireData extends Issue, Sealable {
  readonly holder: Person;
  readonly organisme: Organisme;
  /** First day it is valid: today, or the day of departure. */
  readonly from: CalendarDate;
}

/** How long a certificate stands for the card, in months. */
export const certificatMonths = 3;

/**
 * The *certificat provisoire de remplacement* of a carte européenne d'assurance maladie, for one person. Its fields are
 * those of the card, in the card's order and with its numbers, so that a carer abroad finds them.
 */
export function certificatProvisoire(data: CertificatProvisoireData): DocumentModel {
  const { holder, organisme, from } = data;
  const { regime, caisse, centre } = organisme;
  const institution = [regime, caisse, centre].join('');
  return framed(data, ['cpr', 'cprOf'], (say) => [
    field(numbered('1', say('cprState')), 'FR'),
    space,
    heading(say('cprHolder')),
    field(numbered('3', say('name')), holder.familyName.toLocaleUpperCase('fr')),
    field(numbered('4', say('givenNames')), holder.givenNames),
    field(numbered('5', say('birth')), formatBirthDate(holder.birth)),
    field(numbered('6', say('nir')), groupedNir(holder.nir)),
    field(
      numbered('7', say('cprInstitution')),
      [caisseName(organisme), institution].filter(Boolean).join(', '),
    ),
    space,
    heading(say('cprValidity')),
    field(say('cprFrom'), formatDay(from)),
    field(numbered('9', say('cprTo')), formatDay(lastDayOf(from, certificatMonths))),
    { kind: 'rule' },
    paragraph(say('cprUse')),
    ...sealOf(data, say),
  ]);
}

const numbered = (number: string, { text, second }: { readonly text: string; readonly second?: string }) => ({
  text: `${number}. ${text}`,
  ...(second !== undefined && { second }),
});
