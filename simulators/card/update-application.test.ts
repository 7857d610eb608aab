import type { CalendarDate } from '@borne/domain/calendar-date';
import { expect, it } from 'vitest';
import { people, statement } from '../personas/household.ts';
import { personas } from '../personas/personas.ts';
import { diversify, encodeKeys, simulatedMasterKeys } from '../secure-channel/card-keys.ts';
import {
  HostChannel,
  initializeUpdate,
  type PlainCommand,
  readAnnouncement,
} from '../secure-channel/host-channel.ts';
import { INS } from '../secure-channel/scp03.ts';
import { inOrder } from './card-record.ts';
import { bytes, latin1 } from './tlv.ts';
import {
  decodeBeneficiary,
  decodeSummary,
  encodeAddress,
  encodeBeneficiary,
  encodeExonerations,
  encodeMark,
  encodeStatement,
  encodeValidity,
  OBJECT,
  recordDigest,
} from './update-objects.ts';
import { type Vitale2, vitale2 } from './vitale-2.ts';

const today = '2026-11-22' as CalendarDate;
const [nathalie] = personas(today);
if (!nathalie) throw new Error('no persona');
const RIGHTS = Uint8Array.from([0xf0, ...latin1('BORNEDROITS')]);
const RELAY = '0123456789abcdef0123456789abcdef';
const challenge = bytes('0102030405060708');

/** Sends a command with data the way a T=0 reader does, and collects what waits. */
function send(card: Vitale2, apdu: Uint8Array): Uint8Array {
  const answer = card.transmit(apdu);
  return answer[0] === 0x61 ? card.transmit(Uint8Array.of(0, 0xc0, 0, 0, answer[1] ?? 0)) : answer;
}

function openChannel(card: Vitale2, serial: string, keyVersion = 1) {
  send(card, Uint8Array.of(0x00, 0xa4, 0x04, 0x00, RIGHTS.length, ...RIGHTS));
  const announcement = readAnnouncement(send(card, initializeUpdate(challenge)));
  const master = simulatedMasterKeys.get(keyVersion);
  if (!announcement || !master) throw new Error('the card does not announce itself');
  const channel = HostChannel.open(diversify(master, serial), challenge, announcement);
  if (!channel) throw new Error('the card has other keys');
  expect(send(card, channel.authenticate())).toEqual(bytes('9000'));
  const call = (command: PlainCommand) => {
    const secured = channel.secure(command);
    return secured.open(send(card, secured.apdu));
  };
  return {
    channel,
    get: (object: number) => call({ ins: INS.getData, p1: object >> 8, p2: object & 0xff }),
    put: (object: number, data?: Uint8Array) =>
      call({ ins: INS.putData, p1: object >> 8, p2: object & 0xff, ...(data && { data }) }),
    putKey: (version: number, data: Uint8Array) => call({ ins: INS.putKey, p1: version, p2: 0x81, data }),
  };
}

const issue = () => {
  const card = vitale2(nathalie.card, {}, { keyVersion: 1 });
  card.reset();
  return card;
};
const done = { opened: 'authentic', data: new Uint8Array(), sw: 0x9000 };
const refused = (sw: number) => ({ opened: 'unproven', sw });

it('tells its state in the channel', () => {
  const card = issue();
  const summary = openChannel(card, nathalie.card.serial).get(OBJECT.summary);
  if (summary.opened !== 'authentic' || !card.memory) throw new Error('no summary');
  expect(decodeSummary(summary.data)).toEqual({
    version: 0,
    open: false,
    relay: '0'.repeat(32),
    people: 3,
    asOf: nathalie.card.rights?.asOf,
    digest: recordDigest(card.memory.record),
    keyVersion: 1,
  });
});

it('writes nothing unless the mark is up, and counts an update once the mark is lowered by the one that raised it', () => {
  const card = issue();
  const { put } = openChannel(card, nathalie.card.serial);
  const lines = encodeAddress(['1 RUE DE LA PAIX']);
  expect(put(OBJECT.address, lines)).toEqual(refused(0x6985));
  expect(put(OBJECT.mark, encodeMark(true, RELAY))).toEqual(done);
  expect(put(OBJECT.address, lines)).toEqual(done);
  expect(put(OBJECT.mark, encodeMark(false, '0'.repeat(32)))).toEqual(refused(0x6985));
  expect(card.memory).toMatchObject({ open: true, version: 0, relay: RELAY });
  expect(put(OBJECT.mark, encodeMark(false, RELAY))).toEqual(done);
  expect(card.memory).toMatchObject({ open: false, version: 1, record: { address: ['1 RUE DE LA PAIX'] } });
});

it('writes everything an update can change, and gives it back', () => {
  const card = issue();
  const { put, get } = openChannel(card, nathalie.card.serial);
  const [assure, lea, thomas] = nathalie.card.rights?.beneficiaries ?? [];
  if (!assure || !lea || !thomas) throw new Error('expected three people');
  const validity = { from: '2020-01-01' as CalendarDate, to: '2030-12-31' as CalendarDate };
  const exonerations = [{ code: '6', period: { from: today } }];
  const organisme = { regime: '01', caisse: '351', centre: '0721' };
  put(OBJECT.mark, encodeMark(true, RELAY));
  expect(put(OBJECT.statement, encodeStatement({ asOf: today, organisme }))).toEqual(done);
  expect(put(OBJECT.validity, encodeValidity(validity))).toEqual(done);
  expect(put(OBJECT.exonerations, encodeExonerations(exonerations))).toEqual(done);
  expect(put(OBJECT.removal + 2)).toEqual(done);
  expect(put(OBJECT.insertion + 3, encodeBeneficiary(lea))).toEqual(done);
  expect(put(OBJECT.beneficiary + 1, encodeBeneficiary({ ...assure, doctorDeclared: false }))).toEqual(done);
  expect(card.memory?.record).toEqual({
    asOf: today,
    organisme,
    people: inOrder([{ ...assure, doctorDeclared: false }, thomas, lea]),
    address: [],
    exonerations,
    validity,
  });
  const second = get(OBJECT.beneficiary + 2);
  expect(second.opened === 'authentic' && decodeBeneficiary(second.data)).toEqual({ ...thomas, rang: '00' });
});

it('never loses the assuré, nor writes where nobody is, nor what is malformed', () => {
  const card = issue();
  const { put } = openChannel(card, nathalie.card.serial);
  const [assure] = card.memory?.record.people ?? [];
  if (!assure) throw new Error('expected somebody');
  const person = encodeBeneficiary(assure);
  const before = card.memory?.record;
  put(OBJECT.mark, encodeMark(true, RELAY));
  expect(put(OBJECT.removal + 1)).toEqual(refused(0x6a88));
  expect(put(OBJECT.insertion + 1, person)).toEqual(refused(0x6a88));
  expect(put(OBJECT.beneficiary + 4, person)).toEqual(refused(0x6a88));
  expect(put(OBJECT.insertion + 5, person)).toEqual(refused(0x6a88));
  expect(put(OBJECT.beneficiary + 1, person.subarray(1))).toEqual(refused(0x6a80));
  expect(put(OBJECT.statement, bytes('8003'))).toEqual(refused(0x6a80));
  expect(card.memory?.record).toEqual(before);
});

it('takes new keys once, and answers to them only', () => {
  const card = issue();
  const { serial } = nathalie.card;
  const [first, second] = [1, 2].map((version) => simulatedMasterKeys.get(version));
  if (!first || !second) throw new Error('expected two versions');
  const { put, putKey } = openChannel(card, serial);
  const data = encodeKeys(2, diversify(second, serial), diversify(first, serial).dek);
  expect(putKey(1, data)).toEqual(refused(0x6985));
  put(OBJECT.mark, encodeMark(true, RELAY));
  expect(putKey(1, data.with(5, (data[5] ?? 0) ^ 1))).toEqual(refused(0x6a80));
  expect(putKey(1, data)).toEqual(done);
  expect(putKey(1, data)).toEqual(refused(0x6a88));
  card.reset();
  expect(() => openChannel(card, serial, 1)).toThrow('other keys');
  expect(openChannel(card, serial, 2).get(OBJECT.summary)).toMatchObject({ opened: 'authentic' });
});

it('closes the channel at the first altered byte, and carries nothing out', () => {
  const raise = { ins: INS.putData, p1: 0x00, p2: OBJECT.mark, data: encodeMark(true, RELAY) };
  const { length } = openChannel(issue(), nathalie.card.serial).channel.secure(raise).apdu;
  for (let at = 0; at < length; at += 1) {
    const card = issue();
    const { channel, get } = openChannel(card, nathalie.card.serial);
    const { apdu } = channel.secure(raise);
    send(card, apdu.with(at, (apdu[at] ?? 0) ^ 0x40));
    expect(card.memory?.open).toBe(false);
    // A change of class or length is not a secured command at all; the next one is out of the chain either way.
    expect(get(OBJECT.summary).opened).not.toBe('authentic');
  }
});

it('refuses a command played again, out of order, or from an earlier channel', () => {
  const card = issue();
  const { serial } = nathalie.card;
  const recorded = openChannel(card, serial).channel.secure({
    ins: INS.putData,
    p1: 0x00,
    p2: OBJECT.mark,
    data: encodeMark(true, RELAY),
  }).apdu;
  openChannel(card, serial);
  expect(send(card, recorded)).toEqual(bytes('6982'));

  const { channel } = openChannel(card, serial);
  const [one, two] = [
    channel.secure({ ins: INS.getData, p1: 0, p2: 0x40 }),
    channel.secure({ ins: INS.getData, p1: 0, p2: 0x50 }),
  ];
  expect(send(card, two.apdu)).toEqual(bytes('6982'));
  expect(send(card, one.apdu)).toEqual(bytes('6985'));

  const again = openChannel(card, serial).channel.secure({ ins: INS.getData, p1: 0, p2: 0x40 });
  expect(again.open(send(card, again.apdu)).opened).toBe('authentic');
  expect(send(card, again.apdu)).toEqual(bytes('6982'));
});

it('loses its channel at a reset and when another application is selected', () => {
  const card = issue();
  const { serial } = nathalie.card;
  const first = openChannel(card, serial);
  card.reset();
  send(card, Uint8Array.of(0x00, 0xa4, 0x04, 0x00, RIGHTS.length, ...RIGHTS));
  expect(first.get(OBJECT.summary)).toEqual(refused(0x6985));
  const second = openChannel(card, serial);
  send(card, bytes('00A4000002 3F00'));
  send(card, Uint8Array.of(0x00, 0xa4, 0x04, 0x00, RIGHTS.length, ...RIGHTS));
  expect(second.get(OBJECT.summary)).toEqual(refused(0x6985));
});

it('shows the address and the exonerations to nobody without a key', () => {
  const card = vitale2(nathalie.card, {}, { address: ['1 RUE DE LA PAIX'], exonerations: [] });
  card.reset();
  send(card, Uint8Array.of(0x00, 0xa4, 0x04, 0x00, RIGHTS.length, ...RIGHTS));
  expect(send(card, bytes('00B0820000'))).toEqual(bytes('6982'));
  expect(send(card, bytes('00B0830000'))).toEqual(bytes('6982'));
  expect(send(card, bytes('00CA004100'))).toEqual(bytes('6D00'));
});

it('fits the largest person in one secured command, and nineteen of them on a card', () => {
  const period = { from: '2020-01-01' as CalendarDate, to: '2020-12-31' as CalendarDate };
  const rights = { periods: [period, period, period], doctorDeclared: true, c2s: period };
  const invented = {
    familyName: 'É'.repeat(54),
    givenNames: 'À'.repeat(55),
    sex: 1,
    birth: '19700101',
    place: '49588',
    order: '001',
  } as Parameters<typeof people>[0];
  const household = people(invented, ...Array.from({ length: 18 }, () => invented));
  const card = vitale2(
    {
      ...nathalie.card,
      people: household,
      rights: statement('card', today, { regime: '01', caisse: '351', centre: '0721' }, household, rights),
    },
    {},
    { keyVersion: 1 },
  );
  card.reset();
  const { get, put } = openChannel(card, nathalie.card.serial);
  put(OBJECT.mark, encodeMark(true, RELAY));
  for (let place = 1; place <= 19; place += 1) {
    const person = get(OBJECT.beneficiary + place);
    if (person.opened !== 'authentic') throw new Error(`nobody at place ${place}`);
    expect(put(OBJECT.beneficiary + place, person.data)).toEqual(done);
  }
  expect(put(OBJECT.insertion + 20, new Uint8Array())).toEqual(refused(0x6a80));
});
