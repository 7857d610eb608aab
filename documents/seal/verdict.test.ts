import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import type { CalendarDate, CardBirthDate } from '@borne/domain/calendar-date';
import type { Nir } from '@borne/domain/nir';
import { ok } from '@borne/domain/result';
import type { Rang } from '@borne/domain/rights';
import { epochMilliseconds } from '@borne/domain/time';
import { describe, expect, it } from 'vitest';
import { attestationDroitsManifest, attestationDroitsValues } from './attestation-droits-seal.ts';
import { decodeBase45, encodeBase45 } from './base45.ts';
import { encodeC40 } from './c40.ts';
import { PREFIX, type Sealer, sealedText } from './sealed-text.ts';
import { type Revocations, type Trust, type Verdict, verifySeal } from './verdict.ts';
import { verdictText } from './verdict-text.ts';

const DAY = 86_400_000;
const sealedAt = epochMilliseconds(Date.UTC(2026, 10, 22, 9));
const at = (days: number) => epochMilliseconds(sealedAt + days * DAY);
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const input = (header: Uint8Array, payload: Uint8Array) =>
  Buffer.concat([header, createHash('sha256').update(payload).digest()]);

const sealer: Sealer = {
  authority: 'ZZ99',
  certificate: '1112',
  sign: (header, payload) =>
    sign('sha256', input(header, payload), { key: privateKey, dsaEncoding: 'ieee-p1363' }),
};

const certificate: Trust['certificate'] = {
  issuedBy: 'an authority',
  issuedTo: 'nancy',
  notBefore: at(-30),
  notAfter: at(60),
  verify: (header, payload, signature) =>
    verify('sha256', input(header, payload), { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature),
};

const HOUR = 3_600_000;

/** What an authority says at `asOf`, for an hour. */
const told = (asOf = sealedAt, more: Partial<Revocations> = {}): Revocations => ({
  asOf,
  until: epochMilliseconds(asOf + HOUR),
  ...more,
});

/** A centre that is up to date on whatever day. */
const trust: Trust = { certificate, revocationsOf: async () => told(at(365)) };

const values = attestationDroitsValues({
  rights: {
    source: 'central',
    asOf: '2026-11-22' as CalendarDate,
    organisme: { regime: '01', caisse: '542', centre: '0000' },
    beneficiaries: [
      {
        rang: '01' as Rang,
        familyName: 'DURAND',
        givenNames: 'NATHALIE',
        birth: '19690512' as CardBirthDate,
        nir: '269054958815780' as Nir,
        periods: [{ from: '2026-01-01' as CalendarDate, to: '2026-12-31' as CalendarDate }],
        doctorDeclared: true,
      },
    ],
  },
  rangs: ['01' as Rang],
  documentNumber: 'AD-1',
  issuedOn: '2026-11-22' as CalendarDate,
  kiosk: 'nancy',
  specimen: true,
  duplicata: false,
});
const genuine = sealedText(attestationDroitsManifest, values, sealer, sealedAt);

async function judged(text: string, known: Trust | null = trust, now = sealedAt): Promise<Verdict> {
  const verdict = await verifySeal(
    text,
    async (authority, id) => ok(authority === 'ZZ99' && id === '1112' ? (known ?? undefined) : undefined),
    now,
  );
  if (!verdict.ok) throw new Error(verdict.error);
  return verdict.value;
}

const bytesOf = (text: string): Uint8Array => {
  const bytes = decodeBase45(text.slice(PREFIX.length));
  if (!bytes.ok) throw new Error(bytes.error);
  return bytes.value;
};

describe('the verdict', () => {
  it('is genuine for what was sealed, with what it says and who said it', async () => {
    expect(await judged(genuine)).toMatchObject({
      verdict: 'genuine',
      document: {
        name: 'Attestation de droits',
        about: { number: 'AD-1', specimen: true, validUntil: '2026-12-31' },
        sealedAt,
        authority: 'ZZ99',
        certificate: '1112',
        sealedBy: { issuedTo: 'nancy' },
        revocationsAsOf: at(365),
      },
    });
  });

  it('is never genuine when any byte was changed, in any of three ways', async () => {
    const bytes = bytesOf(genuine);
    const found = new Map<string, number>();
    for (let place = 0; place < bytes.length; place += 1)
      for (const change of [0x01, 0x80, 0xff]) {
        const changed = bytes.slice();
        changed[place] = (changed[place] ?? 0) ^ change;
        const { verdict } = await judged(PREFIX + encodeBase45(changed));
        found.set(verdict, (found.get(verdict) ?? 0) + 1);
      }
    process.stdout.write(`${bytes.length * 3} changed seals: ${JSON.stringify(Object.fromEntries(found))}\n`);
    expect([...found.keys()].toSorted()).toEqual(['altered', 'unknown-authority', 'unreadable']);
    expect(found.get('altered')).toBeGreaterThan(bytes.length * 2);
  });

  it('is never genuine when a part of the payload was moved to another seal', async () => {
    const other = sealedText(attestationDroitsManifest, values, sealer, at(1));
    const [one, two] = [bytesOf(genuine), bytesOf(other)];
    const mixed = Buffer.concat([one.subarray(0, 19), two.subarray(19)]);
    expect(await judged(PREFIX + encodeBase45(mixed))).toEqual({ verdict: 'altered' });
  });

  it('is unknown for a signatory that no authority certified, and for none before the text is a seal', async () => {
    expect(await judged(genuine, null)).toEqual({
      verdict: 'unknown-authority',
      authority: 'ZZ99',
      certificate: '1112',
    });
    expect(await judged('https://example.org')).toEqual({ verdict: 'foreign' });
    expect(await judged('DC04FR000001')).toEqual({ verdict: 'foreign' });
    expect(await judged('')).toEqual({ verdict: 'foreign' });
  });

  it.each(['    1112', 'ZZ99    ', 'ZZ9 1112'])(
    'is unknown, and nobody is asked, for a header that names "%s"',
    async (ids) => {
      const bytes = bytesOf(genuine).slice();
      bytes.set(encodeC40(`KFR${ids}0`), 2);
      let asked = false;
      const verdict = await verifySeal(
        PREFIX + encodeBase45(bytes),
        async () => {
          asked = true;
          return { ok: false, error: 'no such address' };
        },
        sealedAt,
      );
      expect(verdict).toMatchObject({ ok: true, value: { verdict: 'unknown-authority' } });
      expect(asked).toBe(false);
    },
  );

  it.each([
    ['cut short', (text: string) => text.slice(0, 300)],
    ['with more at its end', (text: string) => `${text}000`],
    ['in small letters', (text: string) => PREFIX + text.slice(PREFIX.length).toLowerCase()],
    ['of another version', (text: string) => text.replace(/^KFRMI6.../, 'KFRMI6000')],
    ['beyond any code', () => PREFIX + '0'.repeat(5000)],
    ['empty', () => PREFIX],
  ])('is unreadable for a text %s', async (_, change) => {
    expect(await judged(change(genuine))).toMatchObject({ verdict: 'unreadable' });
  });

  it('forgives line ends, and spaces around it', async () => {
    const broken = `${genuine.slice(0, 100)}\r\n${genuine.slice(100)}\n`;
    expect(await judged(`  ${broken}  `)).toMatchObject({ verdict: 'genuine' });
  });

  it('is expired when the rights have ended, the certificate had, or the day has not come', async () => {
    const during = (notBefore: number, notAfter: number): Trust => ({
      ...trust,
      certificate: { ...certificate, notBefore: at(notBefore), notAfter: at(notAfter) },
    });
    expect(await judged(genuine, trust, at(39))).toMatchObject({ verdict: 'genuine' });
    expect(await judged(genuine, trust, at(40))).toMatchObject({ verdict: 'expired', why: 'rights' });
    // A certificate that ended since does no harm to what it sealed in its time.
    expect(await judged(genuine, during(-90, 1), at(30))).toMatchObject({ verdict: 'genuine' });
    expect(await judged(genuine, during(1, 60))).toMatchObject({ verdict: 'expired', why: 'certificate' });
    expect(await judged(genuine, during(-60, -1))).toMatchObject({ verdict: 'expired', why: 'certificate' });
    expect(await judged(genuine, trust, at(-1))).toMatchObject({ verdict: 'expired', why: 'future' });
    expect(await judged(genuine, trust, epochMilliseconds(sealedAt - 60_000))).toMatchObject({
      verdict: 'genuine',
    });
  });

  it('is revoked with its certificate or by its number', async () => {
    const with_ = (revocations: Partial<Revocations>): Trust => ({
      certificate,
      revocationsOf: async () => told(at(1), revocations),
    });
    const since = at(1);
    expect(await judged(genuine, with_({ certificate: { since, reason: 'key-compromise' } }))).toMatchObject({
      verdict: 'revoked',
      what: 'certificate',
    });
    expect(await judged(genuine, with_({ certificate: { since, reason: 'superseded' } }))).toMatchObject({
      verdict: 'genuine',
    });
    expect(
      await judged(genuine, with_({ certificate: { since: at(-1), reason: 'cessation' } })),
    ).toMatchObject({
      verdict: 'revoked',
    });
    const revocationsOf: Trust['revocationsOf'] = async (number) =>
      told(at(1), number === 'AD-1' ? { document: since } : {});
    expect(await judged(genuine, { certificate, revocationsOf })).toMatchObject({
      verdict: 'revoked',
      what: 'document',
    });
  });

  it('is never genuine when nobody says whether it was revoked', async () => {
    const verdict = await judged(genuine, { certificate, revocationsOf: async () => undefined });
    expect(verdict).toMatchObject({ verdict: 'unconfirmed', document: { about: { number: 'AD-1' } } });
    const { tone, notes } = verdictText(verdict);
    expect(tone).toBe('caution');
    expect(notes).toContain('Les annulations n’ont pas pu être vérifiées.');
  });

  it('is not genuine any more on what was said too long ago, but what was revoked then still is', async () => {
    const old: Trust = { certificate, revocationsOf: async () => told() };
    const after = (minutes: number) => epochMilliseconds(sealedAt + HOUR + minutes * 60_000);
    expect(await judged(genuine, old, after(15))).toMatchObject({ verdict: 'genuine' });
    const verdict = await judged(genuine, old, after(16));
    expect(verdict).toMatchObject({ verdict: 'unconfirmed' });
    expect(verdictText(verdict).notes).toContain('Annulations connues au 22/11/2026.');
    const revoked: Trust = { certificate, revocationsOf: async () => told(sealedAt, { document: sealedAt }) };
    expect(await judged(genuine, revoked, at(30))).toMatchObject({ verdict: 'revoked' });
  });

  it('asks nobody about a document before its signature was found good', async () => {
    let asked = 0;
    const revocationsOf = async () => {
      asked += 1;
      return told();
    };
    expect(
      await judged(genuine, { certificate: { ...certificate, verify: () => false }, revocationsOf }),
    ).toEqual({ verdict: 'altered' });
    expect(asked).toBe(0);
  });

  it('is unreadable for a genuine seal of a kind that is not known, or whose values are not its manifest’s', async () => {
    const odd = { ...attestationDroitsManifest, id: 'FBFFFF' };
    expect(await judged(sealedText(odd, values, sealer, sealedAt))).toMatchObject({
      verdict: 'unreadable',
      detail: 'manifest FBFFFF is not known here',
    });
    const short = { ...attestationDroitsManifest, fields: attestationDroitsManifest.fields.slice(0, 3) };
    expect(await judged(sealedText(short, values.slice(0, 3), sealer, sealedAt))).toMatchObject({
      verdict: 'unreadable',
      detail: expect.stringContaining('expected the 7 values'),
    });
  });
});

const RUNS = Number(process.env.SEAL_FUZZ_RUNS ?? 100_000);

/** The same numbers in every run: below `most`. */
function seeded(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

const below = seeded(2212);
const original = bytesOf(genuine);
const printable = () => String.fromCharCode(32 + below(95));

/** Texts that a forger, or a bad reader, could come up with. */
const hostileTexts: readonly (() => string)[] = [
  // Bytes of a true seal, some of them changed, its length announced anew or not.
  () => {
    const bytes = original.slice();
    for (let changes = 1 + below(12); changes > 0; changes -= 1) bytes[below(bytes.length)] = below(256);
    if (below(2) === 0) new DataView(bytes.buffer).setUint16(17, bytes.length - 19 - 64);
    return PREFIX + encodeBase45(bytes);
  },
  // A true header over any payload.
  () => {
    const payload = Uint8Array.from({ length: below(200) }, () => below(256));
    const bytes = Buffer.concat([original.subarray(0, 19), payload, new Uint8Array(64)]);
    bytes.writeUInt16BE(payload.length, 17);
    return PREFIX + encodeBase45(bytes);
  },
  () => PREFIX + Array.from({ length: below(60) }, printable).join(''),
  () => Array.from({ length: below(60) }, printable).join(''),
];

it(`stands ${RUNS} hostile texts, even under a key that signs anything`, { timeout: 120_000 }, async () => {
  const credulous: Trust = { ...trust, certificate: { ...certificate, verify: () => true } };
  const found = new Map<string, number>();
  let silent = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const text = hostileTexts[run % hostileTexts.length]?.() ?? '';
    const verdict = await judged(text, credulous);
    found.set(verdict.verdict, (found.get(verdict.verdict) ?? 0) + 1);
    // Whatever it is, there are words for it.
    if (run % 100 === 0 && verdictText(verdict).title === '') silent += 1;
  }
  process.stdout.write(`${RUNS} hostile texts: ${JSON.stringify(Object.fromEntries(found))}\n`);
  expect(silent).toBe(0);
  expect(found.get('unreadable')).toBeGreaterThan(RUNS / 10);
});
