import { cents } from '@borne/domain/money';
import { paper58 } from '@borne/domain/paper-format';
import { describe, expect, it } from 'vitest';
import { attestationIj, type PaiementIj } from './attestation-ij.ts';
import { day, insured, issue, organisme, paper, running } from './testing/invented.ts';

const payment: PaiementIj = {
  nature: 'maladie',
  from: day('2026-10-01'),
  to: day('2026-10-14'),
  days: 14,
  dailyRate: cents(4147),
  gross: cents(58058),
  csg: cents(3600),
  crds: cents(290),
  net: cents(54168),
  paidOn: day('2026-10-16'),
  paidTo: 'assure',
};
const data = {
  ...issue,
  insured,
  organisme,
  period: { from: day('2026-01-01'), to: day('2026-11-22') },
  payments: [payment, { ...payment, nature: 'maternite', paidTo: 'employeur' } as const],
};

describe('attestation de paiement d’indemnités journalières', () => {
  it('gives each payment its days, amount, nature, day and payee', () => {
    const text = paper(attestationIj(data));
    expect(text).toContain('du 01/10/2026 14 41,47 € 541,68 €\nau 14/10/2026');
    expect(text).toContain('Maladie, payée le 16/10/2026 à l’assuré(e)');
    expect(running(attestationIj(data))).toContain(
      'Maternité, payée le 16/10/2026 à l’employeur (subrogation)',
    );
  });

  it('adds up what the caisse says, and nothing else', () => {
    const text = paper(attestationIj(data));
    for (const total of ['Total brut 1 161,16 €', 'CSG 72,00 €', 'CRDS 5,80 €', 'Total net versé 1 083,36 €'])
      expect(text).toContain(total);
  });

  it('says that nothing was paid, rather than showing an empty table', () => {
    const text = paper(attestationIj({ ...data, payments: [] }));
    expect(text.replaceAll('\n', ' ')).toContain(
      'Aucune indemnité journalière n’a été versée sur la période.',
    );
    expect(text).not.toContain('Total');
  });

  it('sends to the relevé fiscal for a tax return', () => {
    expect(running(attestationIj(data), paper58)).toContain('utilisez le relevé fiscal');
  });
});

describe('its seal', () => {
  it('is a code with what to do with it', () => {
    const { blocks } = attestationIj({ ...data, seal: { content: 'KFRMI6ABC' } });
    expect(blocks).toContainEqual(
      expect.objectContaining({
        kind: 'code',
        content: 'KFRMI6ABC',
        caption: [{ text: expect.stringMatching(/^Vérifier/) }],
      }),
    );
  });

  it('is said to be missing when there is none', () => {
    expect(paper(attestationIj(data))).toContain('Document sans sceau électronique.');
  });
});
