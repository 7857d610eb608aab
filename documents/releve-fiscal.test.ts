import { cents } from '@borne/domain/money';
import { paper58, paper80 } from '@borne/domain/paper-format';
import { describe, expect, it } from 'vitest';
import { type LigneFiscale, releveFiscal } from './releve-fiscal.ts';
import { insured, issue, organisme, paper, running } from './testing/invented.ts';

const ij: LigneFiscale = { prestation: 'ij', netPaid: cents(162542), netFiscal: cents(167591) };
const ald: LigneFiscale = { prestation: 'ij-ald', netPaid: cents(98765), netFiscal: cents(0) };
const document = (...lines: readonly LigneFiscale[]) =>
  releveFiscal({ ...issue, insured, organisme, year: 2025, lines });

describe('relevé fiscal', () => {
  it('puts what is to be declared beside what was paid, and says that they differ', () => {
    const text = paper(document(ij, ald));
    expect(text).toContain('Prestation Net versé À déclarer');
    expect(text).toContain('Indemnités journalières 1 625,42 € 1 675,91 €');
    expect(text).toContain('Total 2 613,07 € 1 675,91 €');
    expect(running(document(ij))).toContain('n’est pas le net versé');
  });

  it('explains an exemption only to whom it concerns', () => {
    expect(running(document(ij, ald))).toContain('liées à une ALD ne sont pas imposables');
    expect(running(document(ij))).not.toContain('ALD');
    expect(running(document(ij))).not.toContain('accident');
  });

  it('says that there is nothing to declare', () => {
    expect(running(document())).toContain('Aucune prestation imposable');
    expect(running(document())).not.toContain('net fiscal');
  });

  it('names both amounts of the total where the table does not fit', () => {
    const text = paper(document(ij, ald), { ...paper58, columns: 26 });
    expect(text).toContain('Total, Net versé\n2 613,07 €');
    expect(text).toContain('Total, À déclarer\n1 675,91 €');
  });

  it('says in both languages what is what', () => {
    const both = releveFiscal({
      ...issue,
      secondLanguage: 'en',
      insured,
      organisme,
      year: 2025,
      lines: [ij],
    });
    expect(paper(both, paper80)).toContain('RELEVÉ FISCAL\nTAX STATEMENT');
    expect(paper(both, paper80)).toContain('Prestation Net versé À déclarer\nBenefit Net paid To declare');
  });
});
