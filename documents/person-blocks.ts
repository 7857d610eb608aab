import { caisseName } from '@borne/domain/caisse';
import { formatDay } from '@borne/domain/calendar-date';
import { formatNir, maskNir, type Nir } from '@borne/domain/nir';
import type { Organisme, Person, RightsPeriod } from '@borne/domain/rights';
import { field, heading } from './document-frame.ts';
import type { Block } from './document-model.ts';
import { typeset } from './layout/wrap.ts';
import type { Say } from './texts/say.ts';

const nbsp = '\u00a0';

/** Who the document is for, and which caisse answers for them. */
export function insuredBlocks(person: Person, organisme: Organisme, say: Say): readonly Block[] {
  const { regime, caisse, centre } = organisme;
  const name = caisseName(organisme);
  return [
    heading(say('insured')),
    { kind: 'paragraph', text: fullName(person) },
    field(say('nir'), groupedNir(person.nir)),
    ...(name === undefined ? [] : [field(say('caisse'), name)]),
    field(say('organisme'), [regime, caisse, centre].join(`${nbsp}–${nbsp}`)),
  ];
}

/** Who the document is for, on a paper that others will handle: all but the first digits of the NIR are hidden. */
export const maskedInsuredBlocks = (person: Person, say: Say): readonly Block[] => [
  heading(say('insured')),
  { kind: 'paragraph', text: fullName(person) },
  field(say('nir'), maskNir(person.nir).replaceAll(' ', nbsp)),
];

type Names = Pick<Person, 'familyName' | 'givenNames'>;

/**
 * Somebody's names as the paper says them, and therefore their seal: family name in capitals, as on the caisse's letters (an accent
 * stays on its capital), in the characters that a printer has.
 */
export const printedNames = ({ familyName, givenNames }: Names): Names => ({
  familyName: typeset(familyName.toLocaleUpperCase('fr')).trim(),
  givenNames: typeset(givenNames).trim(),
});

export function fullName(names: Names): string {
  const { familyName, givenNames } = printedNames(names);
  return `${familyName} ${givenNames}`.trim();
}

export const groupedNir = (nir: Nir) => formatNir(nir).replaceAll(' ', nbsp);

/** `du 01/01/2026 au 31/12/2026`, or from when on; broken between its two days when it must be. */
export function periodText({ from, to }: RightsPeriod, say: Say): string {
  const start = formatDay(from);
  const { text } =
    to === undefined ? say('since', { from: start }) : say('fromTo', { from: start, to: formatDay(to) });
  return text.replaceAll(/ (?=\d)/g, nbsp);
}
