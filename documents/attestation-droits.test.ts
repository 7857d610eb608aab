import type { CalendarDate, CardBirthDate } from '@borne/domain/calendar-date';
import type { Nir } from '@borne/domain/nir';
import { paper80 } from '@borne/domain/paper-format';
import type { Beneficiary, Rang, RightsStatement } from '@borne/domain/rights';
import { describe, expect, it } from 'vitest';
import { type AttestationDroitsData, attestationDroits } from './attestation-droits.ts';
import { layout, lineText } from './layout/layout.ts';

const day = (text: string) => text as CalendarDate;

const person = (number: number, changes: Partial<Beneficiary> = {}): Beneficiary => ({
  rang: String(number).padStart(2, '0') as Rang,
  familyName: 'Durand',
  givenNames: `Prénom${number}`,
  birth: '19690510' as CardBirthDate,
  nir: '269054958815780' as Nir,
  periods: [{ from: day('2026-01-01'), to: day('2026-12-31') }],
  doctorDeclared: true,
  ...changes,
});

const statement = (changes: Partial<RightsStatement> = {}): RightsStatement => ({
  source: 'central',
  asOf: day('2026-11-22'),
  organisme: { regime: '01', caisse: '542', centre: '0000' },
  beneficiaries: [person(1)],
  ...changes,
});

const data = (changes: Partial<AttestationDroitsData> = {}): AttestationDroitsData => ({
  rights: statement(),
  rangs: ['01' as Rang],
  documentNumber: 'B1-000001',
  issuedOn: day('2026-11-22'),
  kiosk: 'Nancy',
  specimen: true,
  duplicata: false,
  ...changes,
});

const linesOf = (changes: Partial<AttestationDroitsData> = {}) =>
  layout(attestationDroits(data(changes)), paper80).map(lineText);
const paper = (changes: Partial<AttestationDroitsData> = {}) =>
  linesOf(changes)
    .map((line) => line.replaceAll(/[ \u00a0]+/g, ' ').trim())
    .join('\n');

describe('what it says', () => {
  it('names the insured person, their caisse, their rights and where it comes from', () => {
    const text = paper();
    for (const expected of [
      'ATTESTATION DE DROITS',
      'Document n° B1-000001',
      'Délivré le 22/11/2026',
      'À la borne Nancy',
      'DURAND Prénom1',
      'N° de sécurité sociale 2 69 05 49 588 157 80',
      'Régime – caisse – centre 01 – 542 – 0000',
      'Date de naissance 10/05/1969',
      'Droits du 01/01/2026 au 31/12/2026',
      'Médecin traitant déclaré',
      'Droits connus de votre caisse au 22/11/2026.',
    ])
      expect(text).toContain(expected);
  });

  it('says that it was made from the card, with the date of the card', () => {
    const text = paper({ rights: statement({ source: 'card', asOf: day('2025-03-09') }) });
    expect(text.replaceAll('\n', ' ')).toContain(
      'Établi hors connexion, d’après les données de la carte Vitale au 09/03/2025.',
    );
    expect(text).not.toContain('connus de votre caisse');
  });

  it('invents no right and no end of right', () => {
    const beneficiaries = [person(1, { periods: [], doctorDeclared: false })] as const;
    const nothing = paper({ rights: statement({ beneficiaries }) });
    expect(nothing).toContain('Droits aucun droit connu');
    expect(nothing).toContain('Médecin traitant non déclaré');
    expect(nothing).not.toContain('Complémentaire');
    const open = paper({
      rights: statement({ beneficiaries: [person(1, { periods: [{ from: day('2026-02-01') }] })] }),
    });
    expect(open).toContain('Droits à compter du 01/02/2026');
  });

  it('says of rights that have ended that they have', () => {
    const periods = [
      { from: day('2024-01-01'), to: day('2026-11-21') },
      { from: day('2026-11-22'), to: day('2026-11-22') },
    ];
    const text = paper({ rights: statement({ beneficiaries: [person(1, { periods })] }) });
    expect(text).toContain('Droits terminés du 01/01/2024 au 21/11/2026');
    expect(text).toContain('Droits du 22/11/2026 au 22/11/2026');
  });

  it('gives the period of a complémentaire santé solidaire', () => {
    const c2s = { from: day('2026-02-01'), to: day('2027-01-31') };
    const text = paper({ rights: statement({ beneficiaries: [person(1, { c2s })] }) });
    expect(text).toContain('Complémentaire santé solidaire\ndu 01/02/2026 au 31/01/2027');
  });

  it('gives the exonerations that the centre knows, and says that a card does not tell them', () => {
    const exonerations = [{ code: '13', period: { from: day('2026-02-01'), to: day('2027-01-31') } }];
    const beneficiaries = [person(1, { exonerations })] as const;
    const known = paper({ rights: statement({ beneficiaries }) }).replaceAll('\n', ' ');
    expect(known).toContain('Exonération Affection de longue durée, du 01/02/2026 au 31/01/2027');
    expect(known).not.toContain('ne peuvent pas être connues');
    expect(paper({ rights: statement({ source: 'card' }) }).replaceAll('\n', ' ')).toContain(
      'Les exonérations (ALD, maternité…) ne peuvent pas être connues hors connexion.',
    );
  });

  it('names the caisse, when its number is one that is known', () => {
    expect(paper()).toContain('Caisse CPAM de Meurthe-et-Moselle');
    const unknown = { regime: '01', caisse: '999', centre: '0000' };
    expect(paper({ rights: statement({ organisme: unknown }) })).not.toMatch(/^Caisse/m);
  });

  it('says its labels, headings and mentions in the person’s language, under the French', () => {
    const text = paper({ secondLanguage: 'pt' });
    expect(text).toContain('ATTESTATION DE DROITS\nCERTIDÃO DE DIREITOS');
    expect(text).toContain('Délivré le 22/11/2026\nEmitido em');
    expect(text).toContain('SPÉCIMEN – sans valeur\nESPÉCIME – sem valor');
    expect(text).toContain('Médecin traitant déclaré (declarado)');
  });

  it('ends with its seal, or says that it has none', () => {
    expect(paper()).toContain('Document sans sceau électronique.');
    const sealed = data({
      seal: { content: 'KFRMI6ABC', page: 'https://exemple.fr/v' },
    });
    expect(layout(attestationDroits(sealed), paper80).filter(({ kind }) => kind === 'symbol')).toHaveLength(
      1,
    );
    expect(paper(sealed).replaceAll('\n', ' ')).toContain(
      'Vérifier ce document : lisez ce code sur la page https://exemple.fr/v',
    );
    expect(paper(sealed)).not.toContain('sans sceau');
  });

  it('says that a seal is missing when it does not fit on the paper, never leaves it out silently', () => {
    const sealed = data({ seal: { content: 'A'.repeat(5000) } });
    expect(paper(sealed).replaceAll('\n', ' ')).toContain(
      'Document sans sceau électronique : ce papier est trop étroit pour son code.',
    );
  });

  it('shows a date lunaire as the first day of its year', () => {
    const beneficiaries = [person(1, { birth: '19561300' as CardBirthDate })] as const;
    expect(paper({ rights: statement({ beneficiaries }) })).toContain('Date de naissance 01/01/1956');
  });
});

describe('mentions', () => {
  const count = (text: string, mention: string) => text.split(mention).length - 1;

  it('says SPÉCIMEN at the top and at the bottom in simulation, and DUPLICATA only when it is one', () => {
    expect(count(paper(), 'SPÉCIMEN – sans valeur')).toBe(2);
    expect(count(paper(), 'DUPLICATA')).toBe(0);
    expect(count(paper({ duplicata: true }), 'DUPLICATA')).toBe(2);
    expect(count(paper({ specimen: false }), 'SPÉCIMEN')).toBe(0);
  });
});

describe('people', () => {
  const family: RightsStatement['beneficiaries'] = [
    person(1),
    ...Array.from({ length: 18 }, (_, index) => person(index + 2)),
  ];

  it('takes the largest family a card can hold, each of its 19 people once and in order', () => {
    const text = paper({
      rights: statement({ beneficiaries: family }),
      rangs: family.map(({ rang }) => rang).toReversed(),
    });
    const headings = [...text.matchAll(/^(\d\d) – DURAND Prénom(\d+)$/gm)].map((match) => match[1]);
    expect(headings).toEqual(family.map(({ rang }) => rang));
  });

  it('says nothing of the people who were not chosen, the insured person apart', () => {
    const text = paper({ rights: statement({ beneficiaries: family }), rangs: ['02' as Rang] });
    expect(text).toContain('ASSURÉ(E)\nDURAND Prénom1');
    expect(text).toContain('02 – DURAND Prénom2');
    expect(text).not.toMatch(/^(01|03) – DURAND|Prénom3/m);
  });

  it('keeps every letter of long names, the accents of capitals and œ, within the paper', () => {
    const familyName = 'Lefèbvre-Çœur-de-la-Très-Haute-Forêt-Noire';
    const givenNames = 'Éloïse Anne-Sophie Bérénice Gaëlle';
    const rights = statement({ beneficiaries: [person(1, { familyName, givenNames })] });
    const lines = linesOf({ rights });
    expect(lines.every((line) => line.length <= 48)).toBe(true);
    const letters = lines.join('').replaceAll(' ', '');
    expect(letters).toContain(`LEFÈBVRE-ÇŒUR-DE-LA-TRÈS-HAUTE-FORÊT-NOIRE${givenNames.replaceAll(' ', '')}`);
  });

  it('refuses a choice of nobody, or of somebody who is not covered', () => {
    expect(() => attestationDroits(data({ rangs: [] }))).toThrow(/at least one rang/);
    expect(() => attestationDroits(data({ rangs: ['07' as Rang] }))).toThrow(
      /rang 07 is not in the statement/,
    );
  });
});
