import type { CalendarDate } from '@borne/domain/calendar-date';
import { simulatedTechnicianAuthority } from '@borne/simulators/card/technician-authority';
import { vitale2 } from '@borne/simulators/card/vitale-2';
import { InProcessReader } from '@borne/simulators/card-reader/in-process-reader';
import { personas } from '@borne/simulators/personas/personas';
import { beforeEach, describe, expect, it } from 'vitest';
import { createCardReader } from './driver.ts';
import type { CardReaderPort, InsertionToken, RelayPackage, RelaySource } from './port.ts';
import { parseTechnicianAuthority } from './technician-certificate.ts';

const today = '2026-11-22' as CalendarDate;
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const hex = (value: Uint8Array) => Buffer.from(value).toString('hex');
const select = bytes('00A404000C F0 424F524E4544524F495453');
const challenge = bytes('8050000008 0102030405060708');
const putData = bytes('84DA004108 0000000000000000');
const reading = (...apdus: readonly Uint8Array[]): RelayPackage => ({ apdus, mayWrite: false });
const writing = (...apdus: readonly Uint8Array[]): RelayPackage => ({ apdus, mayWrite: true });

let reader: InProcessReader;
let driver: CardReaderPort;
let token: InsertionToken;

beforeEach(async () => {
  reader = new InProcessReader();
  const { reference, publicKeyPem } = simulatedTechnicianAuthority;
  const authority = parseTechnicianAuthority(reference, publicKeyPem);
  const [nathalie] = personas(today);
  if (!authority.ok || !nathalie) throw new Error('the simulation is incomplete');
  driver = createCardReader({
    transport: reader,
    timers: globalThis,
    random: (length) => new Uint8Array(length).fill(7),
    today: () => today,
    technicianAuthority: authority.value,
  });
  await reader.insert(vitale2(nathalie.card));
  const state = driver.state();
  if (state.reader !== 'occupied') throw new Error('expected a card');
  token = state.token;
});

/** Gives these packages in order and keeps what it was told. */
function sourceOf(...packages: readonly RelayPackage[]) {
  const left = [...packages];
  const told: string[][] = [];
  const source: RelaySource = async (responses) => {
    told.push(responses.map(hex));
    return left.shift();
  };
  return { source, told };
}

describe('a relay', () => {
  it('sends each APDU once, in one stay of the card, and gives the responses back', async () => {
    const answers: number[] = [];
    const first = { ...reading(select, challenge), onAnswer: (count: number) => answers.push(count) };
    const { source, told } = sourceOf(first, reading(challenge));
    const report = await driver.relay(token, source);
    expect(report).toMatchObject({ sent: 3, mayHaveWritten: false });
    expect(report.cut).toBeUndefined();
    expect(told[0]).toEqual([]);
    expect(told[1]).toEqual([expect.stringMatching(/9000$/), expect.stringMatching(/^.{64}9000$/)]);
    expect(told[2]).toEqual([expect.stringMatching(/^.{64}9000$/)]);
    expect(answers).toEqual([1, 2]);
  });

  it('stops a package at the first error, and lets the source see it', async () => {
    const { source, told } = sourceOf(reading(select), writing(putData, challenge));
    const report = await driver.relay(token, source);
    expect(told.at(-1)).toEqual(['6985']);
    expect(report).toMatchObject({ sent: 2, mayHaveWritten: true });
  });

  it.each([
    ['READ BINARY', bytes('00B0820001 00'), 'not of the list'],
    ['SELECT of another application', bytes('00A4040005 A000000003'), 'not of the list'],
    ['VERIFY', bytes('0020008104 31323334'), 'not of the list'],
    ['PUT DATA in clear', bytes('80DA004108 0000000000000000'), 'not of the list'],
    ['DELETE, secured', bytes('84E4000008 0000000000000000'), 'not of the list'],
    ['a length that lies', bytes('84CA004009 0000000000000000'), 'do not fit'],
    ['nothing', new Uint8Array(), 'do not fit'],
    ['PUT DATA where nothing was to be written', putData, 'writes'],
  ])('refuses %s, and sends nothing of its package', async (_, apdu, why) => {
    const { source } = sourceOf(reading(select), reading(challenge, apdu));
    const report = await driver.relay(token, source);
    expect(report).toMatchObject({ cut: { code: 'refused', detail: expect.stringContaining(why) }, sent: 1 });
  });

  it('is bounded in packages, in APDUs in a package, and in all', async () => {
    const endless: RelaySource = async () => reading(challenge);
    expect(await driver.relay(token, endless)).toMatchObject({ cut: { code: 'refused' }, sent: 32 });
    const large = reading(...Array.from({ length: 41 }, () => challenge));
    expect(await driver.relay(token, async () => large)).toMatchObject({ cut: { code: 'refused' }, sent: 0 });
    const full = reading(select, ...Array.from({ length: 39 }, () => challenge));
    expect(await driver.relay(token, async () => full)).toMatchObject({
      cut: { code: 'refused' },
      sent: 200,
    });
  });

  it('tells how far it got when the card is pulled', async () => {
    const { source } = sourceOf(reading(select), writing(putData));
    // SELECT, its GET RESPONSE, and then PUT DATA finds no card.
    reader.pullAfter(2);
    expect(await driver.relay(token, source)).toMatchObject({
      cut: { code: 'card-removed' },
      responses: [],
      sent: 2,
      mayHaveWritten: true,
    });
  });

  it('lets the card go at once when it is pulled while the source is asked, and tells the source', async () => {
    const told: boolean[] = [];
    const report = await driver.relay(token, (responses, over) => {
      if (responses.length === 0) return Promise.resolve(reading(select));
      return new Promise(() => {
        over.addEventListener('abort', () => told.push(over.aborted));
        void reader.remove();
      });
    });
    expect(report).toMatchObject({ cut: { code: 'card-removed' }, sent: 1 });
    expect(told).toEqual([true]);
    const [, hugo] = personas(today);
    if (!hugo) throw new Error('expected somebody else');
    await reader.insert(vitale2(hugo.card));
    const state = driver.state();
    if (state.reader !== 'occupied') throw new Error('expected a card');
    expect(await driver.readVitale(state.token)).toEqual({ ok: true, value: hugo.card });
  });

  it('is for the presentation it names', async () => {
    const { source, told } = sourceOf(reading(select));
    expect(await driver.relay('another' as InsertionToken, source)).toMatchObject({
      cut: { code: 'card-removed' },
      sent: 0,
    });
    expect(told).toEqual([]);
  });
});
