import type { CalendarDate, CardBirthDate } from '@borne/domain/calendar-date';
import type { Nir } from '@borne/domain/nir';
import { paper80 } from '@borne/domain/paper-format';
import type { Beneficiary, Rang } from '@borne/domain/rights';
import { epochMilliseconds } from '@borne/domain/time';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AttestationDroitsData, attestationDroits } from '../attestation-droits.ts';
import { layout, lineText } from '../layout/layout.ts';
import { attestationDroitsManifest, attestationDroitsValues } from './attestation-droits-seal.ts';
import { describe as described } from './described.ts';
import { decodePayload, encodePayload } from './payload.ts';
import { sealedText } from './sealed-text.ts';

const day = (text: string) => text as CalendarDate;
const year = { from: day('2026-01-01'), to: day('2026-12-31') };

const person = (number: number, changes: Partial<Beneficiary> = {}): Beneficiary => ({
  rang: String(number).padStart(2, '0') as Rang,
  familyName: 'LEFEBVRE',
  givenNames: `PRENOM${number}`,
  birth: '19690510' as CardBirthDate,
  nir: '269054958815780' as Nir,
  periods: [year],
  doctorDeclared: true,
  ...changes,
});

function data(
  people: readonly [Beneficiary, ...Beneficiary[]],
  changes: Partial<AttestationDroitsData> = {},
): AttestationDroitsData {
  return {
    rights: {
      source: 'central',
      asOf: day('2026-11-22'),
      organisme: { regime: '01', caisse: '542', centre: '0000' },
      beneficiaries: people,
    },
    rangs: people.map(({ rang }) => rang),
    documentNumber: 'AD-7K3M-9QXT-2B',
    issuedOn: day('2026-11-22'),
    kiosk: 'nancy',
    specimen: true,
    duplicata: false,
    ...changes,
  };
}

/** What a seal of `given` says, as it is read back. */
function read(given: AttestationDroitsData) {
  const payload = encodePayload(attestationDroitsManifest, attestationDroitsValues(given));
  const values = decodePayload(attestationDroitsManifest, payload);
  if (!values.ok) throw new Error(values.error);
  return values.value;
}

const about = (given: AttestationDroitsData) => attestationDroitsManifest.about(read(given));

/** The messages of each person. */
const messages = (...people: [Beneficiary, ...Beneficiary[]]) => {
  const beneficiaries = read(data(people))[5];
  return (beneficiaries as (readonly unknown[])[]).map((fields) => fields[5]);
};

describe('what the seal of an attestation says', () => {
  it('is, in the order of manifest 000500, what the paper says', () => {
    expect(
      read(data([person(1), person(2, { familyName: 'ŒUVRARD', birth: '19561300' as CardBirthDate })])),
    ).toEqual([
      ['2026-01-01', '2026-12-31'],
      '269054958815780',
      true,
      null,
      'Assuré(e) : LEFEBVRE / PRENOM1. Organisme : 01 542 0000.',
      [
        ['LEFEBVRE', 'PRENOM1', '269054958815780', '1969-05-10', 1, []],
        ['ŒUVRARD', 'PRENOM2', '269054958815780', '1956-01-01', 2, []],
      ],
      'SPÉCIMEN sans valeur. Document n° AD-7K3M-9QXT-2B délivré le 22/11/2026 à la borne nancy. ' +
        'Droits connus de la caisse au 22/11/2026.',
    ]);
  });

  it('is only about those chosen, and names the insured person all the same', () => {
    const values = read(data([person(1), person(2)], { rangs: ['02' as Rang] }));
    expect(values[5]).toHaveLength(1);
    expect(values[1]).toBe('269054958815780');
    expect(values[4]).toContain('PRENOM1');
  });

  it('has the mentions of the paper: where the rights come from, SPÉCIMEN, DUPLICATA', () => {
    const offline = data([person(1)], { duplicata: true });
    const warning = (given: AttestationDroitsData) => read(given).at(-1);
    const rights = { ...offline.rights, source: 'card', asOf: day('2025-03-09') } as const;
    expect(warning({ ...offline, rights })).toMatch(
      /^SPÉCIMEN sans valeur\. DUPLICATA\. .*Établi hors connexion d’après la carte Vitale au 09\/03\/2025\.$/,
    );
    expect(warning({ ...offline, specimen: false, duplicata: false })).toMatch(/^Document n°/);
  });

  it('says of each person what is otherwise with them', () => {
    const later = { from: day('2026-03-01'), to: day('2027-02-28') };
    expect(
      messages(
        person(1),
        person(2, { periods: [later], doctorDeclared: false }),
        person(3, { periods: [], c2s: year }),
        person(4, { exonerations: [{ code: '13', period: { from: day('2026-02-01') } }] }),
      ),
    ).toEqual([
      ['Droits du 01/01/2026 au 31/12/2026'],
      ['Droits du 01/03/2026 au 28/02/2027', 'Médecin traitant non déclaré'],
      ['Aucun droit connu', 'C2S du 01/01/2026 au 31/12/2026'],
      ['Droits du 01/01/2026 au 31/12/2026', 'Affection de longue durée à compter du 01/02/2026'],
    ]);
    expect(messages(person(1, { c2s: year }), person(2))).toEqual([[], ['Sans C2S']]);
  });

  it('holds until the last right on it ends, and for ever when one has no end', () => {
    const shorter = { from: day('2025-01-01'), to: day('2026-06-30') };
    expect(about(data([person(1, { periods: [shorter] }), person(2)]))).toEqual({
      number: 'AD-7K3M-9QXT-2B',
      specimen: true,
      validUntil: '2026-12-31',
    });
    expect(about(data([person(1, { periods: [{ from: year.from }] }), person(2)]))).not.toHaveProperty(
      'validUntil',
    );
    expect(about(data([person(1, { periods: [] })]))).not.toHaveProperty('validUntil');
  });

  it('has names as the paper has them', () => {
    for (const [given, printed] of [
      ['d\u2019Almeida', 'D’ALMEIDA'],
      ["O'Neill", 'O’NEILL'],
      ['ŐRI', 'ORI'],
      ['MAR\u00adTIN', 'MARTIN'],
      ['LEROY\u202e', 'LEROY'],
      ['Nguye\u0302\u0303n', 'NGUYEN'],
      ['Шевченко', '????????'],
      ['DE  LA  TOUR ', 'DE LA TOUR'],
    ] as const) {
      const family = data([person(1, { familyName: given })]);
      const values = read(family);
      expect((values[5] as (readonly unknown[])[])[0]?.[0]).toBe(printed);
      expect(values[4]).toContain(`Assuré(e) : ${printed} / PRENOM1.`);
      const paper = layout(attestationDroits(family), paper80)
        .map(lineText)
        .map((line) => line.replaceAll('\u00a0', ' '));
      expect(paper.some((line) => line.includes(`– ${printed} PRENOM1`))).toBe(true);
    }
  });

  it('tells two insured people apart whose names are the same words', () => {
    const insured = (familyName: string, givenNames: string) =>
      read(data([person(1, { familyName, givenNames }), person(2)], { rangs: ['02' as Rang] }))[4];
    expect(insured('DUPONT MARIE', 'ANNE')).not.toBe(insured('DUPONT', 'MARIE ANNE'));
    expect(insured('A / B', 'C')).not.toBe(insured('A', 'B / C'));
    expect(insured('A/', 'B')).not.toBe(insured('A', '/B'));
  });

  it.each(['2199-12-31', '2200-01-01', '9999-12-31'])('may say that rights end on %s', (end) => {
    const periods = [{ from: day('0001-01-01'), to: day(end) }];
    const given = data([person(1, { periods, c2s: { from: day('1799-12-31'), to: day(end) } })]);
    expect(read(given)[0]).toEqual(['0001-01-01', end]);
    expect(about(given).validUntil).toBe(end);
  });

  it('is read back as it was written, for whatever rights a centre may tell', () => {
    const date = fc
      .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
      .map((at) => day(at.toISOString().slice(0, 10)));
    const period = fc.record({ from: date, to: date }, { requiredKeys: ['from'] });
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 });
    const beneficiary = fc.record(
      {
        familyName: name,
        givenNames: name,
        birth: fc.stringMatching(/^\d{8}$/).map((digits) => digits as CardBirthDate),
        periods: fc.array(period, { maxLength: 3 }),
        doctorDeclared: fc.boolean(),
        c2s: period,
        exonerations: fc.array(fc.record({ code: fc.stringMatching(/^\d{1,2}$/), period }), {
          maxLength: 10,
        }),
      },
      { requiredKeys: ['familyName', 'givenNames', 'birth', 'periods', 'doctorDeclared'] },
    );
    fc.assert(
      fc.property(fc.array(beneficiary, { minLength: 1, maxLength: 19 }), (people) => {
        const [first, ...others] = people.map((changes, index) =>
          person(index + 1, changes as Partial<Beneficiary>),
        );
        if (!first) return;
        const given = data([first, ...others]);
        expect(read(given)).toEqual(attestationDroitsValues(given));
      }),
      { numRuns: 200 },
    );
  });

  it('says nothing of a birth that no date can be made of', () => {
    const values = read(data([person(1, { birth: '00000000' as CardBirthDate })]));
    expect((values[5] as (readonly unknown[])[])[0]?.[3]).toBeNull();
  });
});

it('is shown to a person in French', () => {
  expect(described(attestationDroitsManifest, read(data([person(1)])))).toMatchObject([
    { label: expect.stringContaining('Droits'), fields: [{ text: '01/01/2026' }, { text: '31/12/2026' }] },
    { text: '2 69 05 49 588 157 80' },
    { text: 'oui' },
    { text: 'non renseigné' },
    { text: expect.stringContaining('LEFEBVRE') },
    { items: [[{ text: 'LEFEBVRE' }, {}, {}, { text: '10/05/1969' }, { text: '01' }, { items: [] }]] },
    { label: 'Avertissement' },
  ]);
});

it('shows no control character, whoever sealed one', () => {
  const values = [...read(data([person(1)]))];
  values[4] = 'A\u001b[2J\u202e';
  expect(JSON.stringify(described(attestationDroitsManifest, values))).toContain('A\ufffd[2J\ufffd');
});

describe('its length in characters of a QR code', () => {
  const sealer = {
    authority: 'ZZ99',
    certificate: '1112',
    sign: () => new Uint8Array(64),
  };
  const length = (count: number) => {
    const people = Array.from({ length: count }, (_, index) => person(index + 1));
    const values = attestationDroitsValues(data(people as [Beneficiary, ...Beneficiary[]]));
    return sealedText(attestationDroitsManifest, values, sealer, epochMilliseconds(0)).length;
  };

  // docs/seal.md says which papers these fit.
  it.each([
    [1, 540],
    [4, 720],
    [19, 1720],
  ])('is at most what was measured: %i people', (count, most) => {
    expect(length(count)).toBeGreaterThan(most * 0.9);
    expect(length(count)).toBeLessThanOrEqual(most);
  });
});
