import { type CalendarDate, formatDay } from '@borne/domain/calendar-date';
import type { Organisme, Person } from '@borne/domain/rights';
import { field, framed, type Issue, paragraph, paragraphs, space } from './document-frame.ts';
import type { Block, DocumentModel } from './document-model.ts';
import { insuredBlocks } from './person-blocks.ts';
import type { Say } from './texts/say.ts';

/** What changed, with no more of it than its owner needs to recognise it. */
export type Changement =
  | { readonly what: 'address'; readonly lines: readonly string[]; readonly from: CalendarDate }
  /** Only the end of the IBAN: its last four characters. */
  | { readonly what: 'rib'; readonly country: string; readonly lastFour: string }
  | { readonly what: 'email'; readonly address: string }
  | { readonly what: 'phone'; readonly number: string };

export interface RecepisseChangementData extends Issue {
  readonly insured: Person;
  readonly organisme: Organisme;
  readonly change: Changement;
  /** Whether the centre has it, or will hear of it when the network is back. */
  readonly state: 'recorded' | 'waiting';
}

/** The receipt of a change of address, bank account, e-mail or telephone. */
export function recepisseChangement(data: RecepisseChangementData): DocumentModel {
  const { insured, organisme, change, state } = data;
  return framed(data, [state === 'recorded' ? 'change' : 'changeQueued'], (say) => [
    ...insuredBlocks(insured, organisme, say),
    space,
    ...changeBlocks(change, say),
    { kind: 'rule' },
    ...(state === 'waiting' ? [{ kind: 'mention', ...say('changeWaiting') } as const, space] : []),
    ...paragraphs(say('changeNotMine'), say('keepIt')),
  ]);
}

function changeBlocks(change: Changement, say: Say): readonly Block[] {
  switch (change.what) {
    case 'address':
      return [
        field(say('changeWhat'), say.inline('changeAddress')),
        field(say('newAddress'), ''),
        ...change.lines.map((text): Block => ({ kind: 'paragraph', text, align: 'indented' })),
        field(say('effectiveOn'), formatDay(change.from)),
        space,
        paragraph(say('changeCard')),
      ];
    case 'rib':
      return [
        field(say('changeWhat'), say.inline('changeRib')),
        field(say('newRib'), maskedIban(change)),
        space,
        paragraph(say('changeRibDelay')),
      ];
    case 'email':
      return [
        field(say('changeWhat'), say.inline('changeEmail')),
        field(say('newEmail'), maskedEmail(change.address)),
      ];
    case 'phone':
      return [
        field(say('changeWhat'), say.inline('changePhone')),
        field(say('newPhone'), maskedPhone(change.number)),
      ];
  }
}

const nbsp = '\u00a0';
const hidden = '•';

const maskedIban = ({ country, lastFour }: { readonly country: string; readonly lastFour: string }) =>
  `${country}${hidden.repeat(2)}${nbsp}${hidden.repeat(4)}${nbsp}${hidden.repeat(4)}${nbsp}${lastFour}`;

/** `n•••@exemple.fr`: the domain and the first letter. */
const maskedEmail = (address: string) => address.replace(/^(.)[^@]*/, `$1${hidden.repeat(3)}`);

/** Two last digits, in pairs. */
const maskedPhone = (number: string) =>
  [...Array.from({ length: 4 }, () => hidden.repeat(2)), number.slice(-2)].join(nbsp);
