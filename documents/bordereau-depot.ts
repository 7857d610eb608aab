import type { Person } from '@borne/domain/rights';
import { field, framed, heading, type Issue, paragraph, space } from './document-frame.ts';
import type { DocumentModel } from './document-model.ts';
import { maskedInsuredBlocks } from './person-blocks.ts';
import type { TextKey } from './texts/fr.ts';

export type PapierDepose = 'arret-de-travail' | 'feuille-de-soins' | 'autre';

export interface BordereauDepotData extends Issue {
  readonly insured: Person;
  /** What the caisse's scanner reads from the code: it names the deposit and nobody. */
  readonly depositNumber: string;
  readonly papers: readonly [
    { readonly kind: PapierDepose; readonly sheets: number },
    ...{ readonly kind: PapierDepose; readonly sheets: number }[],
  ];
}

const kinds: Readonly<Record<PapierDepose, TextKey>> = {
  'arret-de-travail': 'depositArret',
  'feuille-de-soins': 'depositSoins',
  autre: 'depositOther',
};

/** The slip clipped to papers dropped in the office's box. Others handle it: the NIR is masked. */
export function bordereauDepot(data: BordereauDepotData): DocumentModel {
  const { insured, depositNumber, papers } = data;
  return framed(data, ['deposit'], (say) => [
    ...maskedInsuredBlocks(insured, say),
    space,
    heading(say('depositPapers')),
    {
      kind: 'table',
      columns: [
        { header: say('depositWhat'), align: 'left' },
        { header: say('depositSheets'), align: 'right' },
      ],
      rows: papers.map(({ kind, sheets }) => ({ cells: [say.inline(kinds[kind]), String(sheets)] })),
    },
    { kind: 'rule' },
    paragraph(say('depositHow')),
    field(say('depositNumber'), depositNumber),
    { kind: 'code', content: depositNumber, caption: [say('depositTrack')], otherwise: say('codeTooLarge') },
  ]);
}
