import type { CalendarDate } from '@borne/domain/calendar-date';
import { ok } from '@borne/domain/result';
import type { Rang, VitaleContent } from '@borne/domain/rights';
import type { SimulatedCard } from '@borne/simulators/card/simulated-card';
import { padded, tlv } from '@borne/simulators/card/tlv';
import { type VitaleFlaws, vitale2 } from '@borne/simulators/card/vitale-2';
import { personas } from '@borne/simulators/personas/personas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Transmit } from './apdu.ts';
import { parseCardRights } from './card-rights.ts';
import { readVitale } from './vitale.ts';

const today = '2026-11-22' as CalendarDate;

function persona(id: string): VitaleContent {
  const found = personas(today).find((one) => one.id === id);
  if (!found) throw new Error(`no persona ${id}`);
  return found.card;
}

function reading(card: SimulatedCard) {
  card.reset();
  const transmit: Transmit = async (command) => ok(card.transmit(command));
  return readVitale(transmit);
}

const hugo = persona('hugo-mercier');
const spoiled = (flaws: VitaleFlaws) => reading(vitale2(hugo, flaws));
const nir = tlv(0x65, tlv(0x93, hugo.people[0].nir));
const named = (family: string | Uint8Array, given = 'HUGO', birth = '20060317') =>
  tlv(0x65, tlv(0x80, family), tlv(0x81, given), tlv(0x82, birth));

describe('a Carte Vitale', () => {
  it('is read whatever it holds that a card can hold', async () => {
    const name = fc
      .array(fc.constantFrom(..."ABCÉÈÇÏÔ -'"), { minLength: 1, maxLength: 35 })
      .map((letters) => letters.join(''))
      .filter((text) => text.trimEnd() === text);
    await fc.assert(
      fc.asyncProperty(name, name, fc.integer({ min: 0, max: 8 }), async (familyName, givenNames, others) => {
        const person = { ...hugo.people[0], familyName, givenNames };
        const rangs = Array.from({ length: others }, (_, index) => `${index + 2}`.padStart(2, '0') as Rang);
        const content: VitaleContent = {
          serial: hugo.serial,
          people: [person, ...rangs.map((rang) => ({ ...person, rang }))],
        };
        const identities = content.people.length * (familyName.length + givenNames.length + 20);
        fc.pre(identities < 640);
        expect(await reading(vitale2(content))).toEqual(ok(content));
      }),
    );
  });

  it('without a file of rights, or with a protected one, says nothing of rights', async () => {
    const { rights: _, ...silent } = hugo;
    expect(await reading(vitale2(silent))).toEqual(ok(silent));
    expect(await spoiled({ protectedRights: true })).toEqual(ok(silent));
    expect(await spoiled({ rights: new Uint8Array(32) })).toEqual(ok(silent));
  });

  it('with an update left unfinished, says so and nothing of rights', async () => {
    const validity = { from: '2020-01-01' as CalendarDate };
    const card = vitale2({ ...hugo, validity });
    const { memory } = card;
    if (!memory) throw new Error('this card cannot be updated');
    expect(await reading(card)).toEqual(ok({ ...hugo, validity }));
    memory.open = true;
    const { rights: _, ...silent } = hugo;
    expect(await reading(card)).toEqual(ok({ ...silent, validity, updates: { version: 0, open: true } }));
    memory.open = false;
    memory.version = 258;
    expect(await reading(card)).toEqual(ok({ ...hugo, validity, updates: { version: 258, open: false } }));
  });

  it('reads a serial of an odd number of digits', async () => {
    const content = { ...hugo, serial: '802500000020001' as VitaleContent['serial'] };
    expect(await reading(vitale2(content))).toEqual(ok(content));
  });

  it.each<[string, VitaleFlaws, string]>([
    ['nobody on it', { identities: padded(64), nirs: padded(64) }, 'identities: nobody on the card'],
    ['more NIRs than people', { nirs: padded(64, nir, nir) }, 'NIR file: 2 entries for 1 identities'],
    [
      'a wrong key',
      { nirs: padded(64, tlv(0x65, tlv(0x93, '106033596020801'))) },
      'identities: person 1: NIR: key',
    ],
    ['no NIR', { nirs: padded(64, tlv(0x65, tlv(0x94, 'X'))) }, 'identities: person 1: NIR: missing'],
    ['an empty name', { identities: padded(64, named(' ')) }, 'identities: person 1: family name: empty'],
    [
      'a name that would cut the paper',
      { identities: padded(64, named(Uint8Array.of(0x41, 0x1b, 0x69))) },
      'identities: person 1: family name: control character',
    ],
    [
      'a name without end',
      { identities: padded(128, named('A'.repeat(61))) },
      'identities: person 1: family name: 61 characters: expected at most 60',
    ],
    [
      'a birth date in words',
      { identities: padded(64, named('MERCIER', 'HUGO', '17 MARS')) },
      'identities: person 1: birth date: expected 8 digits AAAAMMJJ',
    ],
    ['no serial', { pan: padded(16) }, 'PAN: no data object 5A'],
    [
      'a serial that is no number',
      { pan: padded(16, tlv(0x5a, Uint8Array.of(0xab, 0xcd, 0xef, 0x12))) },
      'PAN: 8 half-bytes: expected 8 to 20 decimal digits',
    ],
    [
      'a length that lies',
      { identities: Uint8Array.of(0x65, 0x7f, 0x80) },
      'identities: length at offset 1 goes 126 bytes too far',
    ],
  ])('with %s is a protocol error that says so', async (_, flaws, detail) => {
    expect(await spoiled(flaws)).toMatchObject({ ok: false, error: { code: 'protocol', detail } });
  });

  it('filled with noise never makes the reader throw, and no error repeats what it held', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 400 }), async (noise) => {
        for (const flaws of [{ identities: noise }, { nirs: noise }, { pan: noise }, { rights: noise }]) {
          const result = await spoiled(flaws);
          if (!result.ok) expect(result.error.detail).not.toContain('MERCIER');
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a file of rights', () => {
  const header = tlv(0x66, tlv(0x80, '20261012'), tlv(0x81, '013510721'));
  const of = (...fields: Uint8Array[]) => tlv(0x65, tlv(0x80, '01'), ...fields);
  const doctor = tlv(0x83, Uint8Array.of(1));
  const period = (from: string, to?: string) => tlv(0xa1, tlv(0x81, from), ...(to ? [tlv(0x82, to)] : []));
  const parse = (...objects: Uint8Array[]) =>
    parseCardRights(Uint8Array.from(Buffer.concat(objects)), hugo.people);

  it('gives each person their periods', () => {
    const rights = parse(header, of(period('20250101', '20251231'), period('20260101'), doctor));
    expect(rights).toMatchObject({
      ok: true,
      value: {
        source: 'card',
        asOf: '2026-10-12',
        organisme: { regime: '01', caisse: '351', centre: '0721' },
        beneficiaries: [
          { rang: '01', periods: [{ from: '2025-01-01', to: '2025-12-31' }, { from: '2026-01-01' }] },
        ],
      },
    });
  });

  it.each<[string, Uint8Array[], string]>([
    ['no header', [of(doctor)], 'date: missing'],
    [
      'a day that does not exist',
      [tlv(0x66, tlv(0x80, '20261301'))],
      'date: expected a day written AAAAMMJJ',
    ],
    [
      'a short organisme',
      [tlv(0x66, tlv(0x80, '20261012'), tlv(0x81, '01351'))],
      'organisme: expected régime, caisse and centre, 9 digits',
    ],
    ['nobody', [header], 'rang 01: no entry'],
    ['somebody else', [header, of(doctor), tlv(0x65, tlv(0x80, '02'), doctor)], '2 entries for 1 people'],
    ['no word on the doctor', [header, of()], 'rang 01: médecin traitant: expected 00 or 01'],
    [
      'four periods',
      [header, of(...Array.from({ length: 4 }, () => period('20260101')), doctor)],
      'rang 01: 4 periods: expected at most 3',
    ],
    [
      'a period that ends before it begins',
      [header, of(period('20260102', '20260101'), doctor)],
      'rang 01: a period ends before it begins',
    ],
  ])('with %s is refused', (_, objects, error) => {
    expect(parse(...objects)).toEqual({ ok: false, error });
  });
});
