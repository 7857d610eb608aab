import { type CalendarDate, formatDay } from '@borne/domain/calendar-date';
import type { Organisme, Person } from '@borne/domain/rights';
import { formatTimeOfDay, type TimeOfDay } from '@borne/domain/time-of-day';
import { field, framed, type Issue, paragraphs, space } from './document-frame.ts';
import type { DocumentModel } from './document-model.ts';
import { insuredBlocks } from './person-blocks.ts';
import type { TextKey } from './texts/fr.ts';

export type MotifDeclaration = 'perdue' | 'volee' | 'defectueuse';

export interface DeclarationCarteData extends Issue {
  readonly insured: Person;
  readonly organisme: Organisme;
  readonly reason: MotifDeclaration;
  readonly declaredOn: CalendarDate;
  readonly declaredAt: TimeOfDay;
  /** Whether the centre has put the card in opposition, or will hear of it when the network is back. */
  readonly opposition: 'done' | 'waiting';
}

const reasons: Readonly<Record<MotifDeclaration, TextKey>> = {
  perdue: 'lossLost',
  volee: 'lossStolen',
  defectueuse: 'lossBroken',
};

/** The receipt of a declaration that a Carte Vitale is lost, stolen or faulty. It claims no opposition that is not known. */
export function declarationCarte(data: DeclarationCarteData): DocumentModel {
  const { insured, organisme, reason, declaredOn, declaredAt, opposition } = data;
  return framed(data, ['loss'], (say) => [
    ...insuredBlocks(insured, organisme, say),
    space,
    field(say('lossReason'), say.inline(reasons[reason])),
    field(say('declaredOn'), `${formatDay(declaredOn)}, ${formatTimeOfDay(declaredAt)}`),
    { kind: 'rule' },
    { kind: 'mention', ...say(opposition === 'done' ? 'lossOpposed' : 'lossQueued') },
    space,
    ...paragraphs(say('lossNewCard'), say('lossCare'), say('keepIt')),
  ]);
}
