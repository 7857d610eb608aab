import { attestationDroits } from '@borne/documents/attestation-droits';
import { layout } from '@borne/documents/layout/layout';
import {
  attestationDroitsManifest,
  attestationDroitsValues,
} from '@borne/documents/seal/attestation-droits-seal';
import type { Manifest, SealValue } from '@borne/documents/seal/manifest';
import type { CalendarDate } from '@borne/domain/calendar-date';
import type { PaperFormat } from '@borne/domain/paper-format';
import type { PrintedLine } from '@borne/domain/printed-line';
import type { Rang, RightsStatement, VitaleContent } from '@borne/domain/rights';
import type { Operation, OperationId, SealReference } from '@borne/sync/journal/port';
import type { KioskSettings } from '../ports.ts';
import type { AppliedSeal } from '../seal.ts';

/** The document as it was laid out: shown in the preview, and printed, line for line. */
export interface Composed {
  readonly documentNumber: string;
  readonly lines: readonly PrintedLine[];
  /** Who is on it. Fewer than were chosen when the source of the rights does not know some of them. */
  readonly rangs: readonly Rang[];
  /** Its seal as the journal names it; absent when it has none. */
  readonly seal?: SealReference;
}

/** Everything personal in the making of an attestation. One object, so that one assignment forgets it all. */
export interface Subject {
  readonly vitale: VitaleContent;
  readonly chosen: readonly Rang[];
  readonly rights: RightsStatement | null;
  readonly composed: Composed | null;
}

/** At first everybody on the card is chosen. */
export const subjectOn = (vitale: VitaleContent): Subject => ({
  vitale,
  chosen: vitale.people.map(({ rang }) => rang),
  rights: null,
  composed: null,
});

/** The same with `rang` chosen if it was not, and not if it was. A rang that is not on the card changes nothing. */
export function toggled(subject: Subject, rang: string): Subject {
  const { chosen, vitale } = subject;
  const known = vitale.people.map((person) => person.rang);
  return {
    ...subject,
    chosen: known.filter((one) => (one === rang ? !chosen.includes(one) : chosen.includes(one))),
  };
}

/**
 * Whether a statement asked for by the card's serial is about other people than the card holds: under some rang,
 * another NIR. Nothing proves a Vitale genuine, so a serial alone must not open anybody's rights.
 */
export const contradicts = ({ people }: VitaleContent, { beneficiaries }: RightsStatement): boolean =>
  people.some(({ rang, nir }) => beneficiaries.some((known) => known.rang === rang && known.nir !== nir));

/** The part of a statement that is about the people on the card; null when there is none. */
export function onlyPeopleOn({ people }: VitaleContent, rights: RightsStatement): RightsStatement | null {
  const [first, ...others] = rights.beneficiaries.filter((known) =>
    people.some(({ rang }) => rang === known.rang),
  );
  return first === undefined ? null : { ...rights, beneficiaries: [first, ...others] };
}

/** Those of the chosen whom the rights obtained know. */
export const covered = ({ chosen, rights }: Subject): readonly Rang[] =>
  chosen.filter((rang) => rights?.beneficiaries.some((known) => known.rang === rang) ?? false);

/** What the composition needs besides the subject. */
export interface Issue {
  readonly documentNumber: string;
  readonly issuedOn: CalendarDate;
  readonly duplicata: boolean;
  /** Since when no good opposition list is at hand, if none is: the document says so. */
  readonly oppositionUnknown: CalendarDate | 'never' | undefined;
  /** The paper it will be printed on. */
  readonly format: PaperFormat;
  /** Seals what the document says, when the kiosk may. */
  readonly seal: (manifest: Manifest, values: readonly SealValue[]) => AppliedSeal | undefined;
}

/** Lays the attestation out, for those chosen who are covered: at least one, or it throws. */
export function compose(
  subject: Subject,
  { documentNumber, issuedOn, duplicata, oppositionUnknown, format, seal }: Issue,
  {
    kioskId: kiosk,
    specimen,
    verifierUrl: page,
  }: Pick<KioskSettings, 'kioskId' | 'specimen' | 'verifierUrl'>,
): Composed {
  const { rights } = subject;
  if (rights === null) throw new Error('no rights were obtained: nothing to compose from');
  const rangs = covered(subject);
  const data = {
    ...{ rights, rangs, documentNumber, issuedOn, kiosk, specimen, duplicata },
    ...(oppositionUnknown && { oppositionUnknown }),
  };
  const sealed = seal(attestationDroitsManifest, attestationDroitsValues(data));
  const model = attestationDroits(
    sealed ? { ...data, seal: { content: sealed.content, ...(page !== undefined && { page }) } } : data,
  );
  const lines = layout(model, format);
  // A code that the paper has no room for is said to be missing there: the journal then names no seal either.
  const shown = lines.some(({ kind }) => kind === 'symbol');
  return { documentNumber, rangs, lines, ...(sealed && shown && { seal: sealed.reference }) };
}

/** What the journal is told of it: whose card by its serial, never who. */
export function operationFor(subject: Subject, repeats: OperationId | null): Operation {
  const { vitale, rights, composed } = subject;
  if (rights === null || composed === null) throw new Error('no document was composed: nothing to record');
  return {
    kind: 'attestation-droits',
    documentNumber: composed.documentNumber,
    cardSerial: vitale.serial,
    rangs: composed.rangs,
    rightsFrom: rights.source,
    ...(composed.seal && { seal: composed.seal }),
    ...(repeats === null ? {} : { repeats }),
  };
}
