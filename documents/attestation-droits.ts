import { type CalendarDate, formatBirthDate, formatDay } from '@borne/domain/calendar-date';
import { formatNir } from '@borne/domain/nir';
import type { Beneficiary, Rang, RightsPeriod, RightsStatement } from '@borne/domain/rights';
import type { Block, DocumentModel } from './document-model.ts';

export interface AttestationDroitsData {
  readonly rights: RightsStatement;
  /** Who the document is about, at least one; the order of the statement is kept. */
  readonly rangs: readonly Rang[];
  readonly documentNumber: string;
  readonly issuedOn: CalendarDate;
  /** Name of the kiosk that issues it. */
  readonly kiosk: string;
  /** True in simulation: the document says that it is worth nothing. */
  readonly specimen: boolean;
  /** True when it repeats a sheet that may or may not have come out, under another number. */
  readonly duplicata: boolean;
}

const nbsp = '\u00a0';

/**
 * The *attestation de droits*: who is insured, with which caisse, and which rights each person chosen has
 * (CSS, art. R.161-33-1; content as on the caisse's own). Rights read from the card say so, with the card's
 * date. Throws when `rangs` is empty or names somebody whom the statement does not: a mistake of the caller.
 */
export function attestationDroits(data: AttestationDroitsData): DocumentModel {
  const { rights, documentNumber, issuedOn, kiosk } = data;
  const [insured] = rights.beneficiaries;
  const { regime, caisse, centre } = rights.organisme;
  return {
    documentNumber,
    blocks: [
      { kind: 'paragraph', text: 'L’ASSURANCE MALADIE', align: 'center' },
      { kind: 'space' },
      { kind: 'title', text: 'ATTESTATION DE DROITS' },
      ...mentions(data),
      { kind: 'rule' },
      { kind: 'field', label: `Document n°`, value: documentNumber },
      { kind: 'field', label: 'Délivré le', value: formatDay(issuedOn) },
      { kind: 'field', label: 'À la borne', value: kiosk },
      { kind: 'rule' },
      { kind: 'heading', text: 'ASSURÉ(E)' },
      { kind: 'paragraph', text: fullName(insured) },
      { kind: 'field', label: 'N° de sécurité sociale', value: groupedNir(insured) },
      { kind: 'field', label: 'Régime – caisse – centre', value: `${regime} – ${caisse} – ${centre}` },
      { kind: 'space' },
      { kind: 'heading', text: 'BÉNÉFICIAIRES ET DROITS' },
      provenance(rights),
      ...chosen(data).flatMap(beneficiary),
      { kind: 'rule' },
      {
        kind: 'paragraph',
        text:
          'Quiconque se rend coupable de fraude ou de fausse déclaration est passible de pénalités financières, ' +
          `d’amende et/ou d’emprisonnement (articles${nbsp}441-1 et suivants du code pénal).`,
      },
      ...mentions(data),
    ],
  };
}

function mentions({ specimen, duplicata }: AttestationDroitsData): readonly Block[] {
  const texts = [...(specimen ? ['SPÉCIMEN – sans valeur'] : []), ...(duplicata ? ['DUPLICATA'] : [])];
  if (texts.length === 0) return [];
  return [{ kind: 'space' }, ...texts.map((text): Block => ({ kind: 'mention', text })), { kind: 'space' }];
}

function provenance({ source, asOf }: RightsStatement): Block {
  const day = formatDay(asOf);
  return source === 'central'
    ? { kind: 'paragraph', text: `Droits connus de votre caisse au${nbsp}${day}.` }
    : {
        kind: 'mention',
        text: `Établi hors connexion, d’après les données de la carte Vitale au${nbsp}${day}.`,
      };
}

function chosen({ rights, rangs }: AttestationDroitsData): readonly Beneficiary[] {
  if (rangs.length === 0) throw new RangeError('an attestation needs at least one rang: none given');
  const unknown = rangs.find((rang) => !rights.beneficiaries.some((person) => person.rang === rang));
  if (unknown !== undefined)
    throw new RangeError(`rang ${unknown} is not in the statement of rights: expected one of its rangs`);
  return rights.beneficiaries.filter((person) => rangs.includes(person.rang));
}

function beneficiary(person: Beneficiary): readonly Block[] {
  const { rang, birth, periods, doctorDeclared, c2s } = person;
  const nothingKnown: Block = { kind: 'field', label: 'Droits', value: 'aucun droit connu' };
  return [
    { kind: 'space' },
    { kind: 'heading', text: `${rang} – ${fullName(person)}` },
    { kind: 'field', label: 'Date de naissance', value: formatBirthDate(birth) },
    { kind: 'field', label: 'N° de sécurité sociale', value: groupedNir(person) },
    ...(periods.length === 0 ? [nothingKnown] : periods.map((period) => rightsField('Droits', period))),
    { kind: 'field', label: 'Médecin traitant', value: doctorDeclared ? 'déclaré' : 'non déclaré' },
    ...(c2s ? [rightsField('Complémentaire santé solidaire', c2s)] : []),
  ];
}

const rightsField = (label: string, { from, to }: RightsPeriod): Block => ({
  kind: 'field',
  label,
  value: to ? `du ${formatDay(from)} au ${formatDay(to)}` : `à compter du ${formatDay(from)}`,
});

/** Family name in capitals, as on the caisse's letters; an accent stays on its capital. */
const fullName = ({ familyName, givenNames }: Beneficiary) =>
  `${familyName.toLocaleUpperCase('fr')} ${givenNames}`.trim();

const groupedNir = ({ nir }: Beneficiary) => formatNir(nir).replaceAll(' ', nbsp);
