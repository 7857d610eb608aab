import { type CalendarDate, formatBirthDate, formatDay } from '@borne/domain/calendar-date';
import { exonerationReason } from '@borne/domain/exoneration';
import type { Beneficiary, Rang, RightsPeriod, RightsStatement } from '@borne/domain/rights';
import {
  field,
  framed,
  heading,
  type Issue,
  paragraph,
  paragraphs,
  type Sealable,
  sealOf,
  space,
} from './document-frame.ts';
import type { Block, DocumentModel } from './document-model.ts';
import { fullName, groupedNir, insuredBlocks, periodText } from './person-blocks.ts';
import type { Say } from './texts/say.ts';

export interface AttestationDroitsData extends Issue, Sealable {
  readonly rights: RightsStatement;
  /** Who the document is about, at least one; the order of the statement is kept. */
  readonly rangs: readonly Rang[];
  /**
   * Since when the kiosk has no opposition list that is good: whether the card was declared lost or stolen is then not known. `never`: it
   * never had one. Absent: it has one.
   */
  readonly oppositionUnknown?: CalendarDate | 'never';
}

/**
 * The *attestation de droits*: who is insured, with which caisse, and which rights each person chosen has
 * (CSS, art. R.161-33-1; content as on the caisse's own). Rights read from the card say so, with the card's
 * date. Throws when `rangs` is empty or names somebody whom the statement does not: a mistake of the caller.
 */
export function attestationDroits(data: AttestationDroitsData): DocumentModel {
  const { rights } = data;
  return framed(data, ['attestation'], (say) => [
    ...insuredBlocks(rights.beneficiaries[0], rights.organisme, say),
    space,
    heading(say('beneficiaries')),
    ...provenance(rights, say),
    ...unverified(data, say),
    ...chosen(data).flatMap((person) => beneficiary(person, data.issuedOn, say)),
    { kind: 'rule' },
    ...paragraphs(say('reserve'), say('fraud')),
    ...sealOf(data, say),
  ]);
}

function provenance({ source, asOf }: RightsStatement, say: Say): readonly Block[] {
  const day = { day: formatDay(asOf) };
  if (source === 'central') return [paragraph(say('fromCentre', day))];
  return [{ kind: 'mention', ...say('fromCard', day) }, paragraph(say('exonerationsUnknown'))];
}

function unverified({ oppositionUnknown }: AttestationDroitsData, say: Say): readonly Block[] {
  if (oppositionUnknown === undefined) return [];
  return [
    paragraph(
      oppositionUnknown === 'never'
        ? say('oppositionUnknown')
        : say('oppositionUnknownSince', { day: formatDay(oppositionUnknown) }),
    ),
  ];
}

function chosen({ rights, rangs }: AttestationDroitsData): readonly Beneficiary[] {
  if (rangs.length === 0) throw new RangeError('an attestation needs at least one rang: none given');
  const unknown = rangs.find((rang) => !rights.beneficiaries.some((person) => person.rang === rang));
  if (unknown !== undefined)
    throw new RangeError(`rang ${unknown} is not in the statement of rights: expected one of its rangs`);
  return rights.beneficiaries.filter((person) => rangs.includes(person.rang));
}

function beneficiary(person: Beneficiary, today: CalendarDate, say: Say): readonly Block[] {
  const { rang, birth, nir, periods, doctorDeclared, c2s, exonerations = [] } = person;
  return [
    space,
    { kind: 'heading', text: `${rang} – ${fullName(person)}` },
    field(say('birth'), formatBirthDate(birth)),
    field(say('nir'), groupedNir(nir)),
    ...(periods.length === 0
      ? [field(say('rights'), say.inline('noRights'))]
      : periods.map((period) => rightsField(period, today, say))),
    field(say('doctor'), say.inline(doctorDeclared ? 'declared' : 'notDeclared')),
    ...(c2s ? [field(say('c2s'), periodText(c2s, say))] : []),
    ...exonerations.map(({ code, period }) =>
      field(say('exoneration'), `${exonerationReason(code)}, ${periodText(period, say)}`),
    ),
  ];
}

/** Rights that have ended are not left to the reader to compare with the calendar. */
function rightsField(period: RightsPeriod, today: CalendarDate, say: Say): Block {
  const ended = period.to !== undefined && period.to < today;
  return field(say(ended ? 'rightsEnded' : 'rights'), periodText(period, say));
}
