import { type CalendarDate, formatDay } from '@borne/domain/calendar-date';
import { type Cents, formatEuros, sum } from '@borne/domain/money';
import type { Organisme, Person, RightsPeriod } from '@borne/domain/rights';
import {
  field,
  framed,
  heading,
  type Issue,
  paragraph,
  type Sealable,
  sealOf,
  space,
} from './document-frame.ts';
import type { Block, DocumentModel } from './document-model.ts';
import { insuredBlocks, periodText } from './person-blocks.ts';
import type { TextKey } from './texts/fr.ts';
import type { Say } from './texts/say.ts';

export type NatureIj = 'maladie' | 'maternite' | 'paternite' | 'accident-du-travail';

/** One payment of *indemnités journalières*, in the caisse's figures: nothing is computed here but totals. */
export interface PaiementIj {
  readonly nature: NatureIj;
  /** Days compensated, both included. */
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  readonly days: number;
  readonly dailyRate: Cents;
  readonly gross: Cents;
  /** Withheld at source; zero when there is nothing to withhold. */
  readonly csg: Cents;
  readonly crds: Cents;
  readonly net: Cents;
  readonly paidOn: CalendarDate;
  /** The employer when they went on paying the salary (subrogation). */
  readonly paidTo: 'assure' | 'employeur';
}

export interface AttestationIjData extends Issue, Sealable {
  readonly insured: Person;
  readonly organisme: Organisme;
  /** What was asked for; payments of days within it. */
  readonly period: RightsPeriod;
  readonly payments: readonly PaiementIj[];
}

const natures: Readonly<Record<NatureIj, TextKey>> = {
  maladie: 'ijMaladie',
  maternite: 'ijMaternite',
  paternite: 'ijPaternite',
  'accident-du-travail': 'ijAccident',
};

/** The *attestation de paiement d'indemnités journalières*: what was paid, for which days, to whom. */
export function attestationIj(data: AttestationIjData): DocumentModel {
  const { insured, organisme, period, payments } = data;
  return framed(data, ['ij'], (say) => [
    ...insuredBlocks(insured, organisme, say),
    field(say('period'), periodText(period, say)),
    space,
    heading(say('ijPayments')),
    ...(payments.length === 0
      ? [paragraph(say('ijNothing'))]
      : [table(payments, say), ...totals(payments, say)]),
    space,
    paragraph(say('ijNotTax')),
    ...sealOf(data, say),
  ]);
}

const table = (payments: readonly PaiementIj[], say: Say): Block => ({
  kind: 'table',
  columns: [
    { header: say('period'), align: 'left' },
    { header: say('ijDays'), align: 'right' },
    { header: say('ijRate'), align: 'amount' },
    { header: say('ijNet'), align: 'amount' },
  ],
  rows: payments.map((payment) => ({
    cells: [
      periodText(payment, say),
      String(payment.days),
      formatEuros(payment.dailyRate),
      formatEuros(payment.net),
    ],
    note: `${say(natures[payment.nature]).text}, ${paid(payment, say)}`,
  })),
});

const paid = ({ paidOn, paidTo }: PaiementIj, say: Say) =>
  say(paidTo === 'assure' ? 'ijPaidToYou' : 'ijPaidToEmployer', { day: formatDay(paidOn) }).text;

function totals(payments: readonly PaiementIj[], say: Say): readonly Block[] {
  const of = (amount: 'gross' | 'csg' | 'crds' | 'net') =>
    formatEuros(sum(payments.map((payment) => payment[amount])));
  return [
    { kind: 'rule' },
    field(say('totalGross'), of('gross')),
    field(say('csg'), of('csg')),
    field(say('crds'), of('crds')),
    field(say('totalNet'), of('net')),
  ];
}
