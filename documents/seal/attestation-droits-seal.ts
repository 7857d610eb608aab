import { type CalendarDate, formatDay } from '@borne/domain/calendar-date';
import { exonerationReason } from '@borne/domain/exoneration';
import type { Beneficiary, RightsPeriod, RightsStatement } from '@borne/domain/rights';
import type { AttestationDroitsData } from '../attestation-droits.ts';
import { mentionsOf, numberIn } from './avertissement.ts';
import type { Manifest, ManifestField, SealValue } from './manifest.ts';
import { birthField, birthValue, namesInOne, namesValues } from './person-fields.ts';

const period: readonly ManifestField[] = [
  { label: 'Début', kind: { kind: 'date' }, nillable: true },
  { label: 'Fin', kind: { kind: 'date' }, nillable: true },
];

const beneficiary: readonly ManifestField[] = [
  { label: 'Nom', kind: { kind: 'text' } },
  { label: 'Prénoms', kind: { kind: 'text' } },
  { label: 'N° de sécurité sociale', kind: { kind: 'nir' } },
  birthField,
  { label: 'Rang', kind: { kind: 'number', digits: 2 } },
  { label: 'Messages', kind: { kind: 'list', of: { kind: 'text' } } },
];

/**
 * Manifest 000500, "Assurance Maladie et Complémentaire Santé — Attestation de droits", as the ANTS's qualification has it
 * (fields and order; that a validity may lack an end is ours, for rights that have none).
 */
export const attestationDroitsManifest: Manifest = {
  id: '000500',
  name: 'Attestation de droits',
  fields: [
    { label: 'Droits, sauf message contraire', kind: { kind: 'object', fields: period } },
    { label: 'N° de sécurité sociale de l’assuré(e)', kind: { kind: 'nir' } },
    { label: 'Médecin traitant déclaré, sauf message contraire', kind: { kind: 'flag' }, nillable: true },
    {
      label: 'Complémentaire santé solidaire, sauf message contraire',
      kind: { kind: 'object', fields: period },
      nillable: true,
    },
    { label: 'Message famille', kind: { kind: 'text' }, nillable: true },
    { label: 'Bénéficiaires', kind: { kind: 'list', of: { kind: 'object', fields: beneficiary } } },
    { label: 'Avertissement', kind: { kind: 'text' } },
  ],
  about: ([validity, , , , , , warning]) => {
    const end = Array.isArray(validity) ? validity[1] : null;
    return {
      ...numberIn(warning),
      ...(typeof end === 'string' ? { validUntil: end as CalendarDate } : {}),
    };
  },
};

/**
 * What the seal of an attestation says: all that its paper does. What holds for everybody is said once; a person has messages
 * for what is otherwise with them, so that nineteen people still fit in a code that a phone reads.
 */
export function attestationDroitsValues(data: AttestationDroitsData): readonly SealValue[] {
  const { rights, rangs } = data;
  const [insured] = rights.beneficiaries;
  const people = rights.beneficiaries.filter(({ rang }) => rangs.includes(rang));
  const { regime, caisse, centre } = rights.organisme;
  const [reference = insured] = people;
  const common = { validity: validityOf(people), doctor: reference.doctorDeclared, c2s: reference.c2s };
  return [
    [common.validity?.from ?? null, common.validity?.to ?? null],
    insured.nir,
    common.doctor,
    common.c2s ? [common.c2s.from, common.c2s.to ?? null] : null,
    `Assuré(e) : ${namesInOne(insured)}. Organisme : ${regime} ${caisse} ${centre}.`,
    people.map((person) => [
      ...namesValues(person),
      person.nir,
      birthValue(person),
      Number(person.rang),
      messages(person, common),
    ]),
    mentionsOf(data, provenance(rights)),
  ];
}

function provenance({ source, asOf }: RightsStatement): string {
  const day = formatDay(asOf);
  return source === 'central'
    ? `Droits connus de la caisse au ${day}.`
    : `Établi hors connexion d’après la carte Vitale au ${day}.`;
}

/** From the first start to the last end of what is attested; without an end when somebody's rights have none. */
function validityOf(people: readonly Beneficiary[]): RightsPeriod | undefined {
  const periods = people.flatMap((person) => person.periods);
  const [from] = periods.map((one) => one.from).toSorted();
  if (from === undefined) return undefined;
  const ends = periods.flatMap(({ to }) => (to === undefined ? [] : [to])).toSorted();
  const to = ends.at(-1);
  return to === undefined || ends.length < periods.length ? { from } : { from, to };
}

interface Common {
  readonly validity: RightsPeriod | undefined;
  readonly doctor: boolean;
  readonly c2s: RightsPeriod | undefined;
}

function messages(
  { periods, doctorDeclared, c2s, exonerations = [] }: Beneficiary,
  common: Common,
): readonly string[] {
  const [only] = periods;
  const asCommon = periods.length === 1 && samePeriod(only, common.validity);
  const rights =
    periods.length === 0 ? ['Aucun droit connu'] : periods.map((one) => `Droits ${inWords(one)}`);
  return [
    ...(asCommon ? [] : rights),
    ...(doctorDeclared === common.doctor ? [] : [`Médecin traitant ${doctorDeclared ? '' : 'non '}déclaré`]),
    ...(samePeriod(c2s, common.c2s) ? [] : [c2s ? `C2S ${inWords(c2s)}` : 'Sans C2S']),
    ...exonerations.map(({ code, period: when }) => `${exonerationReason(code)} ${inWords(when)}`),
  ];
}

const samePeriod = (one: RightsPeriod | undefined, other: RightsPeriod | undefined) =>
  one?.from === other?.from && one?.to === other?.to;

const inWords = ({ from, to }: RightsPeriod) =>
  to ? `du ${formatDay(from)} au ${formatDay(to)}` : `à compter du ${formatDay(from)}`;
