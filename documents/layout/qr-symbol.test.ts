import { type PaperFormat, paper58, paper80, paper80At180 } from '@borne/domain/paper-format';
import fc from 'fast-check';
import encodeQR from 'qr';
import decodeQR from 'qr/decode.js';
import { describe, expect, it } from 'vitest';
import { qrSymbol, type SymbolLine } from './qr-symbol.ts';

const formats = [paper80, paper80At180, paper58];
const base45 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

function drawn(content: string, format: PaperFormat): SymbolLine {
  const symbol = qrSymbol(content, format);
  if (!symbol.ok) throw new Error(symbol.error.detail);
  return symbol.value;
}

/** What the symbol says, by a decoder, from a picture of four dots a module. */
function read({ rows, quietZone }: SymbolLine): string {
  const scale = 4;
  const size = (rows.length + 2 * quietZone) * scale;
  const data = new Uint8Array(size * size * 4).fill(255);
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1) {
      const [row, column] = [y, x].map((at) => Math.floor(at / scale) - quietZone);
      if (rows[row ?? 0]?.[column ?? 0] === '1') data.fill(0, (y * size + x) * 4, (y * size + x) * 4 + 3);
    }
  return decodeQR({ width: size, height: size, data });
}

describe('a 2D code', () => {
  it('says what it was given, on every paper', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...base45), minLength: 1, maxLength: 600 }),
        fc.constantFrom(...formats),
        (content, format) => {
          expect(read(drawn(content, format))).toBe(content);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('fits its paper, quiet zone included, with modules that a telephone reads', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1200 }), fc.constantFrom(...formats), (length, format) => {
        const { rows, moduleDots, quietZone } = drawn('A'.repeat(length), format);
        expect((rows.length + 2 * quietZone) * moduleDots).toBeLessThanOrEqual(format.dots);
        expect((moduleDots * 25.4) / format.dpi).toBeGreaterThan(0.37);
        expect(quietZone).toBe(4);
        expect(rows.every((row) => row.length === rows.length)).toBe(true);
      }),
    );
  });

  it.each([
    ['the seal of one person', 380, paper80, 4, 0.5],
    ['the same at 180 dpi', 380, paper80At180, 4, 0.56],
    ['the same on narrow paper', 380, paper58, 4, 0.5],
    ['a family of six on narrow paper', 900, paper58, 3, 0.38],
    ['a deposit number', 24, paper80, 10, 1.25],
  ])('has comfortable modules where there is room: %s', (_, length, format, dots, millimetres) => {
    const { moduleDots } = drawn('K'.repeat(length), format);
    expect(moduleDots).toBe(dots);
    expect((moduleDots * 25.4) / format.dpi).toBeCloseTo(millimetres, 1);
  });

  it('encodes Base45 in alphanumeric mode: 5.5 bits a character, not 8', () => {
    const content = `KFRMI6${base45.repeat(13)}`;
    const asBytes = encodeQR(content, 'raw', { ecc: 'medium', encoding: 'byte', border: 1 });
    expect(drawn(content, paper80).rows.length).toBe(77);
    expect(asBytes.length - 2).toBe(93);
  });

  it('takes more error correction when it costs no module', () => {
    // 20 alphanumeric characters fill version 1 at level M; 10 leave it room for H (ISO/IEC 18004, table 7).
    const [full, spare] = [drawn('A'.repeat(20), paper80), drawn('A'.repeat(10), paper80)];
    expect([full, spare].map(({ rows }) => rows.length)).toEqual([21, 21]);
    expect([full, spare].map(levelOf)).toEqual(['M', 'H']);
  });

  it('gives error correction up before it gives up: 1600 characters on narrow paper', () => {
    expect(levelOf(drawn('A'.repeat(1400), paper58))).toBe('M');
    expect(levelOf(drawn('A'.repeat(1600), paper58))).toBe('L');
    expect(drawn('A'.repeat(1600), paper58).moduleDots).toBe(3);
  });

  it('is refused, with its reason, where it does not fit', () => {
    expect(qrSymbol('A'.repeat(1900), paper58)).toEqual({
      ok: false,
      error: {
        code: 'symbol-too-large',
        detail: 'a QR code of 1900 characters does not fit on 384 dots with modules of 3 dots',
      },
    });
    expect(qrSymbol('A'.repeat(1500), paper80)).toMatchObject({ ok: true });
    expect(qrSymbol('A'.repeat(5000), paper80)).toMatchObject({ error: { code: 'symbol-too-large' } });
    expect(() => qrSymbol('', paper80)).toThrow(/no characters/);
  });
});

/** The two first modules of the format information, unmasked (ISO/IEC 18004 §7.9). */
function levelOf({ rows }: SymbolLine): string | undefined {
  const bits = (rows[8] ?? '').slice(0, 2);
  const unmasked = Number.parseInt(bits, 2) ^ 0b10;
  return { 1: 'L', 0: 'M', 3: 'Q', 2: 'H' }[unmasked];
}
