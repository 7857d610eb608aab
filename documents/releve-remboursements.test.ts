import { cents } from '@borne/domain/money';
import { describe, expect, it } from 'vitest';
import { releveRemboursements, type Soin, type Virement } from './releve-remboursements.ts';
import { day, insured, issue, organisme, paper, running } from './testing/invented.ts';

const consultation: Soin = {
  day: day('2026-11-14'),
  act: 'Consultation généraliste',
  spent: cents(3000),
  base: cents(3000),
  ratePercent: 70,
  withheld: cents(200),
  reimbursed: cents(1900),
};
const analysis: Soin = {
  ...consultation,
  act: 'Analyses',
  ratePercent: 100,
  withheld: cents(0),
  reimbursed: cents(3000),
};
const toYou: Virement = { day: day('2026-11-19'), payee: { kind: 'assure' }, acts: [consultation] };
const toCarer: Virement = {
  day: day('2026-11-12'),
  payee: { kind: 'professionnel', name: 'Laboratoire du Parc' },
  acts: [analysis, consultation],
};
const document = (transfers: readonly Virement[], earlier = [] as const) =>
  releveRemboursements({
    ...issue,
    insured,
    organisme,
    period: { from: day('2025-11-22'), to: day('2026-11-22') },
    transfers,
    earlier,
  });

describe('relevé de remboursements', () => {
  it('says where each amount comes from', () => {
    const text = paper(document([toYou]));
    expect(text).toContain(
      'Virement du 19/11/2026, à vous\nConsultation généraliste 30,00 € 19,00 €\n' +
        '14/11/2026 : 30,00 € × 70 %, retenue 2,00 €',
    );
  });

  it('tells what came to the assuré from what went to carers', () => {
    const text = paper(document([toYou, toCarer]));
    expect(text).toContain('Virement du 12/11/2026, à Laboratoire du Parc');
    expect(text).toContain('Total du virement 49,00 €');
    expect(text).toContain('Remboursé à vous 19,00 €');
    expect(text).toContain('Réglé directement aux professionnels 49,00 €');
  });

  it('says nothing of a total of one act', () => {
    expect(paper(document([toYou]))).not.toMatch(/^Total/m);
  });

  it('sums up the months before those in detail', () => {
    const months = [{ month: '2026-05', toAssure: cents(2800), toProfessionals: cents(4877) }];
    const text = paper(
      releveRemboursements({
        ...issue,
        insured,
        organisme,
        period: { from: day('2025-11-22') },
        transfers: [],
        earlier: months,
      }),
    );
    expect(text).toContain('MOIS PRÉCÉDENTS\nMois À vous Aux professionnels\n');
    expect(text).toContain('05/2026 28,00 € 48,77 €');
    expect(text).not.toContain('Aucun remboursement');
  });

  it('says that nothing was reimbursed', () => {
    expect(running(document([]))).toContain('Aucun remboursement sur la période.');
  });
});
