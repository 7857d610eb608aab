import { type Cents, formatEuros, sum } from '@borne/domain/money';
import type { Organisme, Person } from '@borne/domain/rights';
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
import { insuredBlocks } from './person-blocks.ts';
import type { TextKey } from './texts/fr.ts';
import type { Say } from './texts/say.ts';

export type PrestationFiscale = 'ij' | 'ij-ald' | 'ij-accident-du-travail' | 'pension-invalidite';

/** What was paid of one kind in the year, and what of it is income: two figures of the caisse's, never one from the other. */
export interface LigneFiscale {
  readonly prestation: PrestationFiscale;
  readonly netPaid: Cents;
  /** *Net fiscal*: with the CSG that is not deductible and the CRDS; nothing for an ALD, half for an accident at work. */
  readonly netFiscal: Cents;
}

export interface ReleveFiscalData extends Issue, Sealable {
  readonly insured: Person;
  readonly organisme: Organisme;
  readonly year: number;
  readonly lines: readonly LigneFiscale[];
}

const names: Readonly<Record<PrestationFiscale, TextKey>> = {
  ij: 'fiscalIj',
  'ij-ald': 'fiscalIjAld',
  'ij-accident-du-travail': 'fiscalIjAccident',
  'pension-invalidite': 'fiscalPension',
};

/** The *relevé fiscal*: what was paid in a year beside what is to be declared of it, which is another amount. */
export function releveFiscal(data: ReleveFiscalData): DocumentModel {
  const { insured, organisme, year, lines } = data;
  return framed(data, ['fiscal'], (say) => [
    field(say('fiscalYear'), String(year)),
    space,
    ...insuredBlocks(insured, organisme, say),
    space,
    heading(say('fiscalAmounts')),
    ...(lines.length === 0
      ? [paragraph(say('fiscalNothing'))]
      : [table(lines, say), space, ...notes(lines, say)]),
    ...sealOf(data, say),
  ]);
}

function notes(lines: readonly LigneFiscale[], say: Say): readonly Block[] {
  const has = (prestation: PrestationFiscale) => lines.some((line) => line.prestation === prestation);
  return paragraphs(
    say('fiscalNote'),
    ...(has('ij-ald') ? [say('fiscalAldNote')] : []),
    ...(has('ij-accident-du-travail') ? [say('fiscalAccidentNote')] : []),
    say('fiscalKeep'),
  );
}

const table = (lines: readonly LigneFiscale[], say: Say): Block => ({
  kind: 'table',
  columns: [
    { header: say('fiscalNature'), align: 'left' },
    { header: say('fiscalPaid'), align: 'amount' },
    { header: say('fiscalDeclare'), align: 'amount' },
  ],
  rows: [
    ...lines.map(({ prestation, netPaid, netFiscal }) => ({
      cells: [say(names[prestation]).text, formatEuros(netPaid), formatEuros(netFiscal)],
    })),
    {
      cells: [
        say('fiscalTotal').text,
        formatEuros(sum(lines.map(({ netPaid }) => netPaid))),
        formatEuros(sum(lines.map(({ netFiscal }) => netFiscal))),
      ],
      total: true,
    },
  ],
});
