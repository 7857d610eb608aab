import type { PrintedLine } from '@borne/domain/printed-line';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
    const white = (rows: number) => '00'.repeat(72 * rows);
    const image = white(13) + 'ff'.repeat(72 * 2) + white(15);
    expect(hexOf({ kind: 'rule' })).toBe(frame(`1b61001d76300048001e00${image}`));
  });

  it('draws a 2D code module by module, its quiet zone included', () => {
    const image = ['00', '00', '30', '30', '0c', '0c', '00', '00'].join('');
    const symbol = { kind: 'symbol', rows: ['10', '01'], moduleDots: 2, quietZone: 1 } as const;
    expect(hexOf(symbol)).toBe(frame(`1b61011d76300001000800${image}`));
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
