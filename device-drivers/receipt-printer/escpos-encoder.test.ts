import { createRequire } from 'node:module';
import type { PrintedLine } from '@borne/domain/printed-line';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestCommand } from './encoder.ts';
import { createEscposEncoder } from './escpos-encoder.ts';
import { printerProfiles } from './profiles/catalogue.ts';

const encoder = createEscposEncoder(printerProfiles['tm-t20iii']);
const hexOf = (...lines: readonly PrintedLine[]) => Buffer.from(encoder.encode(lines)).toString('hex');
const text = (value: string, changes: Partial<Extract<PrintedLine, { kind: 'text' }>> = {}): PrintedLine => ({
  kind: 'text',
  align: 'left',
  scale: 1,
  runs: [{ text: value }],
  ...changes,
});

/** `ESC t 16`, `ESC M 0`. */
const opening = '1b74101b4d00';
/** `GS V 66 0`. */
const closing = '1d564200';
/** `ESC a 0`, `GS ! 0`, `ESC E 0`. */
const plain = '1b61001d21001b4500';
/** `LF`, `GS ! 0`. */
const end = '0a1d2100';
const frame = (body: string) => opening + body + closing;
const latin = (value: string) => Buffer.from(value, 'latin1').toString('hex');

describe('byte for byte', () => {
  it('an empty document is only cut', () => {
    expect(hexOf()).toBe(frame(''));
  });

  it('writes Windows-1252, œ and the typographic apostrophe included', () => {
    expect(hexOf(text('Œœ’€É\u00a0'))).toBe(frame(`${plain}8c9c9280c9a0${end}`));
  });

  it('sets and unsets bold around its run', () => {
    const runs = [{ text: 'a' }, { text: 'b', bold: true }];
    expect(hexOf(text('', { runs }))).toBe(frame(`${plain}611b4501621b4500${end}`));
  });

  it('centres, and doubles a title in both directions', () => {
    expect(hexOf(text('T', { align: 'center', scale: 2 }))).toBe(frame(`1b61011d21111b450054${end}`));
    expect(hexOf(text('T', { align: 'right' }))).toBe(frame(`1b61021d21001b450054${end}`));
  });

  it('leaves a blank line', () => {
    expect(hexOf({ kind: 'blank' })).toBe(frame('0a'));
  });

  it('draws a rule as an image as wide as the paper and as high as a line', () => {
    const white = (rows: number) => `1d76300001000${rows.toString(16)}00${'00'.repeat(rows)}`;
    const black = `1d76300048000200${'ff'.repeat(72 * 2)}`;
    expect(hexOf({ kind: 'rule' })).toBe(frame(`1b6100${white(13)}${black}${white(15)}`));
  });

  it('draws a 2D code module by module, its quiet zone above and below', () => {
    const quiet = '1d76300001000200' + '0000';
    const image = '1d76300001000400' + 'c0c03030';
    const symbol = { kind: 'symbol', rows: ['10', '01'], moduleDots: 2, quietZone: 1 } as const;
    expect(hexOf(symbol)).toBe(frame(`1b6101${quiet}${image}${quiet}`));
  });

  it('draws a pattern that is wider than it is high', () => {
    const quiet = '1d76300001000000';
    const image = '1d76300003000200' + 'ffffc0ffffc0';
    const pattern = { kind: 'symbol', rows: ['1'.repeat(9)], moduleDots: 2, quietZone: 0 } as const;
    expect(hexOf(pattern)).toBe(frame(`1b6101${quiet}${image}${quiet}`));
  });

  it('has the printer double a 2D code of an even number of dots a module', () => {
    const quiet = '1d76300001000400' + '00000000';
    const image = '1d76300301000400' + 'c0c03030';
    const symbol = { kind: 'symbol', rows: ['10', '01'], moduleDots: 4, quietZone: 1 } as const;
    expect(hexOf(symbol)).toBe(frame(`1b6101${quiet}${image}${quiet}`));
  });
});

describe('an image', () => {
  const symbol = fc
    .record({
      side: fc.integer({ min: 1, max: 60 }),
      moduleDots: fc.integer({ min: 2, max: 6 }),
      seed: fc.infiniteStream(fc.boolean()),
    })
    .map(
      ({ side, moduleDots, seed }): PrintedLine => ({
        kind: 'symbol',
        rows: Array.from({ length: side }, () =>
          Array.from({ length: side }, () => (seed.next().value ? '1' : '0')).join(''),
        ),
        moduleDots,
        quietZone: 4,
      }),
    );

  it('comes in no command longer than a printer may have to be helped through', () => {
    fc.assert(
      fc.property(symbol, (line) => {
        const bytes = Buffer.from(encoder.encode([line]));
        let at = bytes.indexOf('1d7630', 'hex');
        while (bytes.subarray(at, at + 3).toString('hex') === '1d7630') {
          const length = 8 + bytes.readUInt16LE(at + 4) * bytes.readUInt16LE(at + 6);
          expect(length).toBeLessThanOrEqual(longestCommand);
          at += length;
        }
        expect(bytes.subarray(at).toString('hex')).toBe(closing);
      }),
      { numRuns: 30 },
    );
  });

  it('of a symbol holds no DLE, so that no dots are ever obeyed as a real-time command', () => {
    const dle = 0x10;
    fc.assert(
      fc.property(symbol, (line) => {
        const image = encoder.encode([line]).subarray((opening.length + 6) / 2, -closing.length / 2);
        expect(withoutHeaders(Buffer.from(image)).includes(dle)).toBe(false);
      }),
      { numRuns: 30 },
    );
  });
});

function withoutHeaders(image: Buffer): Buffer {
  const bands: Buffer[] = [];
  for (let at = 0; at < image.length; ) {
    const length = image.readUInt16LE(at + 4) * image.readUInt16LE(at + 6);
    bands.push(image.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return Buffer.concat(bands);
}

describe('on another printer', () => {
  it('holds a ticket out instead of dropping it', () => {
    const bytes = Buffer.from(createEscposEncoder(printerProfiles.vkp80iii).encode([])).toString('hex');
    expect(bytes).toBe(`${opening}1b4a641b691d650314`);
  });

  it('feeds past the tear bar where there is no cutter, and rules as wide as the paper', () => {
    const bytes = Buffer.from(createEscposEncoder(printerProfiles['generic-58']).encode([{ kind: 'rule' }]));
    expect(bytes.toString('hex')).toMatch(/1d76300030000200(ff){96}.*1b4a78$/);
  });
});

describe('a text that holds commands', () => {
  it('neither cuts the paper nor makes the printer answer', () => {
    const cut = '\x1dVA\x00';
    const status = '\x10\x04\x01';
    const initialise = '\x1b@';
    const c1 = '\u009b';
    expect(hexOf(text(`DU${cut}RA${status}ND${initialise}${c1}`))).toBe(
      frame(`${plain}${latin('DUVARAND@')}${end}`),
    );
  });

  it('adds no control byte, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const bytes = Buffer.from(encoder.encode([text(value)])).toString('hex');
        const body = bytes.slice((opening + plain).length, -(end + closing).length);
        expect([...Buffer.from(body, 'hex')].filter((byte) => byte < 0x20 || byte === 0x7f)).toEqual([]);
      }),
    );
  });
});

it('brings none of the packages along that escpos would load images with', () => {
  const fromEscpos = createRequire(createRequire(import.meta.url).resolve('escpos'));
  expect(fromEscpos.resolve('get-pixels')).toContain('get-pixels-stub');
});
