import { describe, expect, it } from 'vitest';
import { printerModels } from '../models.ts';
import { inkBox } from '../render/ink.ts';
import { renderStream } from '../render/render-stream.ts';
import { readCode128 } from './code128.ts';

const GS = 0x1d;
const text = (characters: string) => [...Buffer.from(characters, 'latin1')];
const render = (...bytes: readonly number[]) =>
  renderStream(Uint8Array.from(bytes), printerModels['tm-t20iii']);
const formB = (m: number, data: string) => [GS, 0x6b, m, data.length, ...text(data)];
const formA = (m: number, data: string) => [GS, 0x6b, m, ...text(data), 0];

describe('bar codes', () => {
  it.each([
    [65, '03600029145', '[UPC-A: 036000291452]'],
    [66, '04252614', '[UPC-E: 0425261]'],
    [66, '04210000526', '[UPC-E: 0425261]'],
    [67, '400638133393', '[EAN13: 4006381333931]'],
    [68, '9638507', '[EAN8: 96385074]'],
    [69, '*AB-12*', '[CODE39: AB-12]'],
    [70, '12345', '[ITF: 1234]'],
    [71, 'A123B', '[CODABAR: A123B]'],
    [72, 'Code 93', '[CODE93: Code 93]'],
    [73, '{BNo. {C\x0c\x22', '[CODE128: No. 1234]'],
    [73, 'ABC', '[CODE128: ABC]'],
    [74, '(01)09521234543213', '[GS1-128: (01)09521234543213]'],
    [75, '0952123454321', '[GS1 DataBar Omnidirectional: (01)09521234543213]'],
    [77, '0952123454321', '[GS1 DataBar Limited: (01)09521234543213]'],
    [78, '(01)09521234543213(10)A1', '[GS1 DataBar Expanded: (01)09521234543213(10)A1]'],
  ])('draws system %i of %j', (m, data, expected) => {
    const { text: said, remarks, picture } = render(...formB(m, data));
    expect([said, remarks]).toEqual([`${expected}\n`, []]);
    expect(inkBox(picture).height).toBe(162);
  });

  it('takes both forms of the command, for the same dots', () => {
    const bars = ({ picture }: ReturnType<typeof render>) => Buffer.from(picture.rows).toString('hex');
    expect(bars(render(...formA(2, '400638133393')))).toBe(bars(render(...formB(67, '400638133393'))));
    expect(bars(render(...formA(4, 'AB')))).toBe(bars(render(...formB(69, 'AB'))));
  });

  it('has the height, the width and the text that it is told (GS h, GS w, GS H, GS f)', () => {
    const box = (...settings: readonly number[]) =>
      inkBox(render(...settings, ...formB(67, '400638133393')).picture);
    expect(box()).toMatchObject({ width: 95 * 3, height: 162 });
    expect(box(GS, 0x77, 2, GS, 0x68, 50)).toMatchObject({ width: 95 * 2, height: 50 });
    expect(box(GS, 0x68, 50, GS, 0x48, 2).height).toBeGreaterThan(60);
    expect(box(GS, 0x68, 50, GS, 0x48, 2, GS, 0x66, 1).height).toBeLessThan(50 + 18);
    expect(box(GS, 0x77, 9).width).toBe(95 * 3);
  });

  it('has two widths of elements where the symbology has (CODE39: 3 and 8 dots)', () => {
    const { width } = inkBox(render(...formB(69, 'A')).picture);
    // Three characters of six narrow and three wide elements, and two gaps.
    expect(width).toBe(3 * (6 * 3 + 3 * 8) + 2 * 3);
  });

  it.each([
    [67, '12AB', 'GS k: EAN13 cannot say "12AB": '],
    [73, `{B${'x'.repeat(60)}`, 'GS k: 2085 dots of bars do not fit in 576'],
    [99, '1', 'GS k: there is no bar code system 99'],
  ])('says why system %i of %j is not drawn, and prints on', (m, data, expected) => {
    const { remarks, text: said } = render(...formB(m, data), ...text('suite'), 0x0a);
    expect(remarks).toEqual([expect.stringContaining(expected)]);
    expect(said).toBe('suite\n');
  });

  it('reads the code sets of CODE128', () => {
    expect(readCode128(Uint8Array.from(text('{A\x01{{{BaZ{C\x05{1{Bz{SA')))).toEqual({
      words: [103, 65, 59 + 32, 100, 65, 58, 99, 5, 102, 100, 90, 98, 33],
      text: ' {aZ05zA',
    });
  });
});

describe('2D codes', () => {
  const symbol = (cn: number, fn: number, ...data: readonly number[]) => [
    ...[GS, 0x28, 0x6b],
    ...[(data.length + 2) & 255, (data.length + 2) >> 8, cn, fn, ...data],
  ];
  const printed = (cn: number, data: string, ...settings: readonly number[]) =>
    render(...settings, ...symbol(cn, 80, 48, ...text(data)), ...symbol(cn, 81, 48));

  it.each([
    [48, 'PDF417 content', '[PDF417: PDF417 content]'],
    [49, 'https://example.org/?é', '[QR: https://example.org/?é]'],
    [50, 'MaxiCode content', '[MaxiCode: MaxiCode content]'],
    [53, 'Aztec content', '[Aztec: Aztec content]'],
    [54, 'DataMatrix content', '[DataMatrix: DataMatrix content]'],
  ])('draws symbology %i', (cn, data, expected) => {
    const mode = symbol(50, 65, 52);
    const { text: said, remarks, picture } = printed(cn, data, ...mode);
    expect([said, remarks]).toEqual([`${expected}\n`, []]);
    expect(inkBox(picture).width).toBeGreaterThan(30);
  });

  it('has modules as large as it is told, and no quiet zone of its own', () => {
    expect(inkBox(printed(49, 'A').picture)).toMatchObject({ x: 0, width: 21 * 3, height: 21 * 3 });
    expect(inkBox(printed(49, 'A', ...symbol(49, 67, 8)).picture).width).toBe(21 * 8);
  });

  it('corrects as much as it is told (function 169)', () => {
    const width = (level: number) =>
      inkBox(printed(49, 'A'.repeat(40), ...symbol(49, 69, level)).picture).width;
    expect(width(51)).toBeGreaterThan(width(48));
  });

  it('makes PDF417 fit the paper unless it is told how many columns it has', () => {
    const long = 'x'.repeat(400);
    expect(inkBox(printed(48, long).picture).width).toBeLessThanOrEqual(576);
    expect(printed(48, long, ...symbol(48, 65, 12)).remarks).toEqual([
      expect.stringMatching(/^GS \( k: \d+ dots of PDF417 do not fit in 576$/),
    ]);
  });

  it('prints nothing that is too wide, or that was not stored', () => {
    expect(printed(49, 'x'.repeat(2000), ...symbol(49, 67, 16)).remarks).toHaveLength(1);
    expect(render(...symbol(49, 81, 48)).remarks).toEqual(['GS ( k: no data was stored for 2D code 49']);
  });

  it('draws the codes of other makers (GS Z, ESC Z)', () => {
    const { text: said } = render(GS, 0x5a, 2, 0x1b, 0x5a, 0, 0x4d, 6, 5, 0, ...text('autre'));
    expect(said).toBe('[QR: autre]\n');
  });
});
