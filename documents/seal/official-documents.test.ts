import type { CalendarDate, CardBirthDate } from '@borne/domain/calendar-date';
import { cents } from '@borne/domain/money';
import type { Nir } from '@borne/domain/nir';
import type { Person, Rang } from '@borne/domain/rights';
import { describe, expect, it } from 'vitest';
import { attestationIjManifest, attestationIjValues } from './attestation-ij-seal.ts';
import { certificatProvisoireManifest, certificatProvisoireValues } from './certificat-provisoire-seal.ts';
import { describe as described } from './described.ts';
import type { Manifest, SealValue } from './manifest.ts';
import { manifestOf } from './manifests.ts';
import { decodePayload, encodePayload } from './payload.ts';
import { releveFiscalManifest, releveFiscalValues } from './releve-fiscal-seal.ts';

const day = (text: string) => text as CalendarDate;

const insured: Person = {
  rang: '01' as Rang,
  familyName: 'DURAND',
  givenNames: 'NATHALIE',
  birth: '19690512' as CardBirthDate,
  nir: '269054958815780' as Nir,
};

const issue = {
  documentNumber: 'AD-7K3M-9QXT-2B',
  issuedOn: day('2026-11-22'),
  kiosk: 'nancy',
  specimen: true,
  duplicata: false,
  organisme: { regime: '01', caisse: '542', centre: '0000' },
};

/** What a seal of `values` says, read back, as a person reads it. */
function read(manifest: Manifest, values: readonly SealValue[]) {
  const known = manifestOf(manifest.id);
  const found = known && decodePayload(known, encodePayload(manifest, values));
  if (!known || !found?.ok) throw new Error(`manifest ${manifest.id} is not read back`);
  return { about: known.about(found.value), text: JSON.stringify(described(known, found.value)) };
}

describe('the seal of an official document', () => {
  it('of indemnités journalières has each payment to the cent', () => {
    const { about, text } = read(
      attestationIjManifest,
      attestationIjValues({
        ...issue,
        insured,
        period: { from: day('2026-01-01'), to: day('2026-06-30') },
        payments: [
          {
            nature: 'maladie',
            from: day('2026-03-02'),
            to: day('2026-03-15'),
            days: 11,
            dailyRate: cents(3712),
            gross: cents(40_832),
            csg: cents(2532),
            crds: cents(204),
            net: cents(38_096),
            paidOn: day('2026-03-20'),
            paidTo: 'employeur',
          },
        ],
      }),
    );
    for (const said of [
      'DURAND',
      'Maladie',
      '02/03/2026',
      '15/03/2026',
      '37,12',
      '408,32',
      '25,32',
      '2,04',
      '380,96',
    ])
      expect(text).toContain(said);
    expect(text).toContain('"Payé à l’employeur","text":"oui"');
    expect(about).toEqual({ number: 'AD-7K3M-9QXT-2B', specimen: true });
  });

  it('of a relevé fiscal has what was paid and what is to be declared', () => {
    const lines = [{ prestation: 'ij-ald', netPaid: cents(123_456), netFiscal: cents(0) }] as const;
    const { text } = read(releveFiscalManifest, releveFiscalValues({ ...issue, insured, year: 2025, lines }));
    for (const said of ['2025', 'Indemnités journalières, ALD', '1\u00a0234,56', '0,00'])
      expect(text).toContain(said);
  });

  it('of a certificat provisoire holds for its three months', () => {
    const { about, text } = read(
      certificatProvisoireManifest,
      certificatProvisoireValues({ ...issue, holder: insured, from: day('2026-11-22') }),
    );
    expect(about.validUntil).toBe('2027-02-21');
    for (const said of ['12/05/1969', '22/11/2026', '21/02/2027']) expect(text).toContain(said);
  });
});
