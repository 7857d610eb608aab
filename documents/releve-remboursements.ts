import { type CalendarDate, formatDay } from '@borne/domain/calendar-date';
import { type Cents, formatEuros, sum } from '@borne/domain/money';
import type { Organisme, Person, RightsPeriod } from '@borne/domain/rights';
import { field, framed, heading, type Issue, paragraph, space } from './document-frame.ts';
import type { Block, DocumentModel, TableRow } from './document-model.ts';
import { insuredBlocks, periodText } from './person-blocks.ts';
import type { Say } from './texts/say.ts';

/** One act of care as the caisse reimbursed it. */
export interface Soin {
  readonly day: CalendarDate;
  readonly act: string;
  /** What was charged. */
  readonly spent: Cents;
  /** Its base and rate, as the caisse says them: `26,50 € × 70 %`. */
  readonly base: Cents;
  readonly ratePercent: number;
  /** What is withheld from it (participation forfaitaire, franchise); zero when nothing is. */
  readonly withheld: Cents;
  readonly reimbursed: Cents;
}

/** One transfer of the caisse: to the assuré, or to whoever was not paid by them (tiers payant). */
export interface Virement {
  readonly day: CalendarDate;
  readonly payee: { readonly kind: 'assure' } | { readonly kind: 'professionnel'; readonly name: string };
  readonly acts: readonly Soin[];
}

/** All transfers of an earlier month, added up by the caisse. */
export interface MoisAnterieur {
  /** AAAA-MM. */
  readonly month: string;
  readonly toAssure: Cents;
  readonly toProfessionals: Cents;
}

export interface ReleveRemboursementsData extends Issue {
  readonly insured: Person;
  readonly organisme: Organisme;
  readonly period: RightsPeriod;
  /** Those in detail, newest first: of the last six months, as the caisse gives them. */
  readonly transfers: readonly Virement[];
  /** The months before them, newest first. */
  readonly earlier: readonly MoisAnterieur[];
}

/** The statement of *remboursements* of a period, transfer by transfer. */
export function releveRemboursements(data: ReleveRemboursementsData): DocumentModel {
  const { insured, organisme, period, transfers, earlier } = data;
  const nothing = transfers.length === 0 && earlier.length === 0;
  return framed(data, ['remboursements'], (say) => [
    ...insuredBlocks(insured, organisme, say),
    field(say('period'), periodText(period, say)),
    { kind: 'rule' },
    ...(transfers.length === 0 ? [] : detail(transfers, say)),
    ...(earlier.length === 0 ? [] : [heading(say('earlierMonths')), earlierTable(earlier, say), space]),
    paragraph(say(nothing ? 'nothingReimbursed' : 'remboursementsReserve')),
  ]);
}

/** The acts, and what they add up to for each side. */
function detail(transfers: readonly Virement[], say: Say): readonly Block[] {
  const reimbursed = (kind: Virement['payee']['kind']) =>
    sum(
      transfers
        .filter(({ payee }) => payee.kind === kind)
        .flatMap(({ acts }) => acts.map((act) => act.reimbursed)),
    );
  return [
    actsTable(transfers, say),
    { kind: 'rule' },
    field(say('totalToYou'), formatEuros(reimbursed('assure'))),
    field(say('totalToCarers'), formatEuros(reimbursed('professionnel'))),
    space,
  ];
}

const actsTable = (transfers: readonly Virement[], say: Say): Block => ({
  kind: 'table',
  columns: [
    { header: say('act'), align: 'left' },
    { header: say('spent'), align: 'amount' },
    { header: say('reimbursed'), align: 'amount' },
  ],
  rows: transfers.flatMap((transfer) => transferRows(transfer, say)),
});

function transferRows({ day, payee, acts }: Virement, say: Say): readonly TableRow[] {
  const on = { day: formatDay(day) };
  const heading =
    payee.kind === 'assure' ? say('paymentToYou', on) : say('paymentToCarer', { ...on, name: payee.name });
  return [
    ...acts.map((soin, index) => ({
      ...(index === 0 && { heading }),
      cells: [soin.act, formatEuros(soin.spent), formatEuros(soin.reimbursed)],
      note: reckoning(soin, say),
    })),
    ...(acts.length < 2 ? [] : [subtotal(acts, say)]),
  ];
}

const subtotal = (acts: readonly Soin[], say: Say): TableRow => ({
  cells: [say('subtotal').text, '', formatEuros(sum(acts.map(({ reimbursed }) => reimbursed)))],
  total: true,
});

const earlierTable = (months: readonly MoisAnterieur[], say: Say): Block => ({
  kind: 'table',
  columns: [
    { header: say('month'), align: 'left' },
    { header: say('toYou'), align: 'amount' },
    { header: say('toCarers'), align: 'amount' },
  ],
  rows: months.map(({ month, toAssure, toProfessionals }) => ({
    cells: [month.split('-').toReversed().join('/'), formatEuros(toAssure), formatEuros(toProfessionals)],
  })),
});

/** `14/11/2026 : 30,00 € × 70 %, retenue 2,00 €`: when it was, and where the amount comes from. */
function reckoning({ day, base, ratePercent, withheld }: Soin, say: Say): string {
  const values = { day: formatDay(day), rate: `${formatEuros(base)} × ${ratePercent} %` };
  return withheld === 0
    ? say('base', values).text
    : say('baseWithheld', { ...values, withheld: formatEuros(withheld) }).text;
}
