import type { CalendarDate } from '@borne/domain/calendar-date';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { personas } from '../personas/personas.ts';
import { IsoCard } from './iso-card.ts';
import { createShelf } from './shelf.ts';
import { bytes, latin1, padded, tlv } from './tlv.ts';
import { vitale2 } from './vitale-2.ts';

const today = '2026-11-22' as CalendarDate;
const content = Uint8Array.from({ length: 300 }, (_, index) => index & 0xff);

function twoFiles() {
  const card = new IsoCard({
    atr: bytes('3B 00'),
    directories: [
      { id: 0x3f00, files: [{ id: 0x0002, sfi: 2, content }] },
      { aid: bytes('F0 42'), files: [{ id: 0x0003, sfi: 3, content, protected: true }] },
    ],
  });
  card.reset();
  return (command: string) => Buffer.from(card.transmit(bytes(command))).toString('hex');
}

describe('an ISO 7816-4 card', () => {
  it('gives a long file 256 bytes at a time, and the exact length of what is left', () => {
    const send = twoFiles();
    expect(send('00 B0 82 00 00')).toHaveLength(2 * 258);
    expect(send('00 B0 01 00 00')).toBe('6c2c');
    expect(send('00 B0 01 00 2C')).toMatch(/^0001.*2a2b9000$/);
    expect(send('00 B0 01 2C 00')).toBe('6b00');
  });

  it('answers a selection of an application with something to collect', () => {
    const send = twoFiles();
    expect(send('00 A4 04 00 02 F042')).toBe('6106');
    expect(send('00 C0 00 00 00')).toBe('6c06');
    expect(send('00 C0 00 00 06')).toBe('6f048402f0429000');
    expect(send('00 C0 00 00 06')).toBe('6986');
  });

  it('forgets what was to collect at any other command', () => {
    const send = twoFiles();
    send('00 A4 04 00 02 F042');
    send('00 B0 82 00 00');
    expect(send('00 C0 00 00 06')).toBe('6986');
  });

  it.each([
    ['a protected file', '00 B0 83 00 00', '6982'],
    ['a file that is not there', '00 B0 84 00 00', '6a82'],
    ['no file selected', '00 B0 00 00 00', '6986'],
    ['another class', '80 B0 82 00 00', '6e00'],
    ['another instruction', '00 D6 00 00 01 00', '6d00'],
    ['a length that lies', '00 A4 04 00 05 F042', '6700'],
    ['half a header', '00 A4', '6700'],
  ])('refuses %s', (_, command, answer) => {
    const send = twoFiles();
    send('00 A4 04 00 02 F042');
    expect(send(command)).toBe(answer);
  });

  it('goes back to its root at a reset', () => {
    const card = new IsoCard({
      atr: bytes('3B 00'),
      directories: [{ files: [] }, { aid: bytes('F042'), files: [{ id: 3, sfi: 3, content }] }],
    });
    card.reset();
    card.transmit(bytes('00A4040002F042'));
    card.reset();
    expect(card.transmit(bytes('00B0830000'))).toEqual(bytes('6A82'));
  });

  it('answers any bytes at all with a status word, on every card of the shelf that has no flaw', () => {
    const flawed = ['mute', 'upside-down', 'dying', 'hostile'];
    const talking = createShelf(today).filter(({ id }) => !flawed.includes(id));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), (noise) => {
        for (const { card } of talking) {
          card.reset();
          expect(card.transmit(noise).length).toBeGreaterThanOrEqual(2);
        }
      }),
    );
  });
});

describe('the cards of the personas', () => {
  it('make a reader chain: one of them fills more than 256 bytes of identities', () => {
    const lengths = personas(today).map(({ card }) => {
      const simulated = vitale2(card);
      simulated.reset();
      simulated.transmit(bytes('00A40000023F00'));
      const first = simulated.transmit(bytes('00B0820000'));
      const second = simulated.transmit(bytes('00B0010000'));
      return [first, second].flatMap((part) => [...part.subarray(0, -2)]).findLastIndex((byte) => byte !== 0);
    });
    expect(Math.max(...lengths)).toBeGreaterThan(256);
  });

  it('keep their state from one insertion to the next', () => {
    const shelf = createShelf(today);
    const technician = shelf.find(({ id }) => id === 'technician')?.card;
    technician?.reset();
    technician?.transmit(Uint8Array.from([0, 0xa4, 4, 0, 10, 0xf0, ...latin1('BORNETECH')]));
    expect(technician?.transmit(bytes('00200081 04 30303030'))).toEqual(bytes('63C2'));
    technician?.reset();
    technician?.transmit(Uint8Array.from([0, 0xa4, 4, 0, 10, 0xf0, ...latin1('BORNETECH')]));
    expect(technician?.transmit(bytes('0020008100'))).toEqual(bytes('63C2'));
  });

  it('lie on the shelf under distinct names', () => {
    const ids = createShelf(today).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('what is written on a card', () => {
  it('is ISO 8859-1: an œ is refused', () => {
    expect(() => latin1('LECŒUR')).toThrow('"Œ" is not in ISO 8859-1: a card cannot hold it');
  });

  it('fits its file', () => {
    expect(() => padded(4, tlv(0x80, 'ABCD'))).toThrow('6 bytes do not fit a file of 4');
  });

  it('has templates a reader of one-byte lengths understands', () => {
    const [nathalie] = personas(today);
    if (!nathalie) throw new Error('no persona');
    const { card } = nathalie;
    const long = { ...card.people[0], familyName: 'A'.repeat(60), givenNames: 'B'.repeat(60) };
    expect(() => vitale2({ ...card, people: [long] })).toThrow('a template of 138 bytes: at most 127');
  });
});
