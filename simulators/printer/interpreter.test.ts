import fc from 'fast-check';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { createSimulatedPrinter } from './simulated-printer.ts';

const ESC = 0x1b;
const GS = 0x1d;
const text = (characters: string) => [...Buffer.from(characters, 'latin1')];
const cut = [GS, 0x56, 66, 0];

/** Sends `bytes` to a new printer over its own cable; what the host got back comes with it. */
async function printed(...bytes: readonly number[]) {
  const printer = createSimulatedPrinter({ timers: globalThis });
  const answers: number[] = [];
  const link = await printer.transport.open({
    received: (received) => answers.push(...received),
    lost: () => {},
  });
  if (!link.ok) throw new Error(link.error.detail);
  expect(await link.value.write(Uint8Array.from(bytes))).toMatchObject({ ok: true });
  return { printer, answers, sheets: printer.papers(), unknown: printer.unknownCommands() };
}

/** Coordinates of the black dots. */
function inkOf(png: Buffer): readonly (readonly [x: number, y: number])[] {
  const { width, data } = PNG.sync.read(png);
  const ink: [number, number][] = [];
  for (let dot = 0; dot < data.length / 4; dot += 1)
    if ((data[dot * 4] ?? 255) < 128) ink.push([dot % width, Math.floor(dot / width)]);
  return ink;
}

const box = (png: Buffer) => {
  const ink = inkOf(png);
  const xs = ink.map(([x]) => x);
  const ys = ink.map(([, y]) => y);
  return {
    left: Math.min(...xs),
    right: Math.max(...xs),
    width: Math.max(...xs) - Math.min(...xs) + 1,
    height: Math.max(...ys) - Math.min(...ys) + 1,
  };
};

async function picture(...bytes: readonly number[]): Promise<Buffer> {
  const { sheets } = await printed(...bytes, ...cut);
  const [sheet] = sheets;
  if (!sheet) throw new Error('nothing was printed');
  return sheet.png();
}

/** Margin of the paper left and right of the 576 dots that can be printed. */
const margin = 32;

describe('text', () => {
  it('prints a line at every LF and leaves the paper uncut until it is told', async () => {
    const { sheets } = await printed(...text('un'), 0x0a, ...text('deux'), 0x0a);
    expect(sheets).toMatchObject([{ id: 1, text: 'un\ndeux', complete: false }]);
  });

  it('wraps at 48 characters of font A and at 64 of font B', async () => {
    const a = await printed(...text('x'.repeat(49)), 0x0a, ...cut);
    expect(a.sheets[0]?.text).toBe(`${'x'.repeat(48)}\nx`);
    const b = await printed(ESC, 0x4d, 1, ...text('x'.repeat(65)), 0x0a, ...cut);
    expect(b.sheets[0]?.text).toBe(`${'x'.repeat(64)}\nx`);
  });

  it.each([
    [16, [0x9c, 0x92, 0xc9, 0x80], 'œ’É€'],
    [19, [0x90, 0xd5], 'É€'],
    [2, [0x90], 'É'],
    [0, [0x82], 'é'],
  ])('decodes table %i (ESC t)', async (table, bytes, expected) => {
    const { sheets } = await printed(ESC, 0x74, table, ...bytes, 0x0a, ...cut);
    expect(sheets[0]?.text).toBe(expected);
  });

  it('puts French characters over ASCII ones (ESC R 1)', async () => {
    const { sheets } = await printed(ESC, 0x52, 1, ...text('@{}'), 0x0a, ...cut);
    expect(sheets[0]?.text).toBe('àéè');
  });

  it('goes to the next of the stops, eight apart, at HT', async () => {
    const { sheets } = await printed(...text('a'), 0x09, ...text('b'), 0x0a, ...cut);
    expect(sheets[0]?.text).toBe('a       b');
  });

  it('prints what was left in the line before it forgets the modes (ESC @)', async () => {
    const plain = await picture(...text('E'), 0x0a);
    const reset = await picture(ESC, 0x45, 1, GS, 0x21, 0x11, ESC, 0x40, ...text('E'), 0x0a);
    expect(reset.equals(plain)).toBe(true);
  });
});

describe('style', () => {
  it('blackens more when emphasized (ESC E, ESC G, ESC !)', async () => {
    const plain = inkOf(await picture(...text('Mot'), 0x0a)).length;
    for (const bold of [
      [ESC, 0x45, 1],
      [ESC, 0x47, 1],
      [ESC, 0x21, 8],
    ])
      expect(inkOf(await picture(...bold, ...text('Mot'), 0x0a)).length).toBeGreaterThan(plain * 1.15);
  });

  it('enlarges exactly (GS !, ESC !)', async () => {
    const plain = box(await picture(...text('M'), 0x0a));
    const large = box(await picture(GS, 0x21, 0x21, ...text('M'), 0x0a));
    expect([large.width, large.height]).toEqual([plain.width * 3, plain.height * 2]);
    const double = box(await picture(ESC, 0x21, 0x30, ...text('M'), 0x0a));
    expect([double.width, double.height]).toEqual([plain.width * 2, plain.height * 2]);
  });

  it('aligns (ESC a)', async () => {
    const left = box(await picture(...text('H'), 0x0a));
    const center = box(await picture(ESC, 0x61, 1, ...text('H'), 0x0a));
    const right = box(await picture(ESC, 0x61, 0x32, ...text('H'), 0x0a));
    expect(center.left - left.left).toBe((576 - 12) / 2);
    expect(right.left - left.left).toBe(576 - 12);
  });

  it('underlines one or two dots thick (ESC -)', async () => {
    const spaces = [...text('    '), 0x0a];
    expect(inkOf(await picture(ESC, 0x2d, 1, ...spaces))).toHaveLength(4 * 12);
    expect(inkOf(await picture(ESC, 0x2d, 2, ...spaces))).toHaveLength(4 * 12 * 2);
  });

  it('prints white on black (GS B) and upside down (ESC {)', async () => {
    const plain = inkOf(await picture(...text('L'), 0x0a));
    expect(inkOf(await picture(GS, 0x42, 1, ...text('L'), 0x0a))).toHaveLength(12 * 24 - plain.length);
    const turned = inkOf(await picture(ESC, 0x7b, 1, ...text('L'), 0x0a));
    // The whole of the printable width is turned: what was at its left is at its right.
    const [x, y] = [2 * margin + 575, 2 * 96 + 23];
    const key = ([a, b]: readonly [number, number]) => `${a},${b}`;
    expect(turned.map(key).sort()).toEqual(plain.map(([a, b]) => key([x - a, y - b])).sort());
  });
});

describe('paper', () => {
  const heightAfter = async (...bytes: readonly number[]) => {
    const png = PNG.sync.read(await picture(...text('x'), ...bytes));
    return png.height - 96;
  };

  it('feeds as told (LF, ESC 2, ESC 3, ESC d, ESC J)', async () => {
    expect(await heightAfter(0x0a)).toBe(30);
    expect(await heightAfter(ESC, 0x33, 60, 0x0a)).toBe(60);
    expect(await heightAfter(ESC, 0x33, 60, ESC, 0x32, 0x0a)).toBe(30);
    expect(await heightAfter(ESC, 0x33, 5, 0x0a)).toBe(24);
    expect(await heightAfter(ESC, 0x64, 3)).toBe(90);
    expect(await heightAfter(ESC, 0x64, 0)).toBe(24);
    expect(await heightAfter(ESC, 0x4a, 100)).toBe(100);
  });

  it('keeps what has not reached the cutter for the next sheet (GS V 0)', async () => {
    const { sheets } = await printed(...text('x'), 0x0a, GS, 0x56, 0, ...text('y'), 0x0a, ...cut);
    expect(sheets.map((sheet) => sheet.text)).toEqual(['x\ny']);
  });

  it.each([0, 1, 48, 49])('cuts where it is with GS V %i', async (form) => {
    const { sheets } = await printed(...text('x'), 0x0a, ESC, 0x4a, 96, GS, 0x56, form);
    expect(sheets).toMatchObject([{ text: 'x\n', complete: true }]);
  });

  it.each([65, 66, 103, 104])('feeds to the cutter and cuts with GS V %i n', async (form) => {
    const { sheets, unknown } = await printed(...text('x'), 0x0a, GS, 0x56, form, 40);
    expect(sheets).toMatchObject([{ text: 'x', complete: true }]);
    expect(PNG.sync.read(sheets[0]?.png() ?? Buffer.of()).height).toBe(96 + 30 + 40);
    expect(unknown).toEqual([]);
  });

  it('does not cut when the form of the cut is not one', async () => {
    const { sheets, unknown } = await printed(...text('x'), 0x0a, GS, 0x56, 16);
    expect(sheets).toMatchObject([{ complete: false }]);
    expect(unknown).toEqual(['1d 56 10']);
  });

  it('prints an image dot for dot (GS v 0), doubled when told', async () => {
    const image = [0b1010_0000, 0b0000_0001];
    const at = inkOf(await picture(GS, 0x76, 0x30, 0, 1, 0, 2, 0, ...image));
    expect(at).toEqual([
      [margin, 96],
      [margin + 2, 96],
      [margin + 7, 97],
    ]);
    const doubled = inkOf(await picture(GS, 0x76, 0x30, 3, 1, 0, 2, 0, ...image));
    expect(doubled).toHaveLength(12);
  });

  it('cuts the right of an image that is too wide, wherever it is aligned', async () => {
    const image = [GS, 0x76, 0x30, 0, 80, 0, 1, 0, 0x80, ...Array.from({ length: 79 }, () => 0)];
    expect(inkOf(await picture(ESC, 0x61, 1, ...image))).toEqual([[margin, 96]]);
  });
});

describe('answers', () => {
  it.each([
    ['DLE EOT 1', [0x10, 4, 1], [0x12]],
    ['DLE EOT 2', [0x10, 4, 2], [0x12]],
    ['DLE EOT 3', [0x10, 4, 3], [0x12]],
    ['DLE EOT 4', [0x10, 4, 4], [0x12]],
    ['DLE DC4 8', [0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8], [0x37, 0x25, 0]],
    ['GS r 1', [GS, 0x72, 1], [0]],
    ['GS a 14', [GS, 0x61, 14], [0x10, 0, 0, 0]],
    ['GS I 1', [GS, 0x49, 1], [0x20]],
    ['GS I 66', [GS, 0x49, 66], [0x5f, ...text('EPSON'), 0]],
    ['GS ( H', [GS, 0x28, 0x48, 6, 0, 48, 48, ...text('0042')], [0x37, 0x22, ...text('0042'), 0]],
  ])('answers %s', async (_, request, answer) => {
    const { answers, unknown } = await printed(...request);
    expect(answers).toEqual(answer);
    expect(unknown).toEqual([]);
  });

  it('says the same in real time whatever waits before, and in the stream only after it', async () => {
    const printer = createSimulatedPrinter({ timers: globalThis });
    const answers: number[] = [];
    const link = await printer.transport.open({ received: (got) => answers.push(...got), lost: () => {} });
    if (!link.ok) throw new Error(link.error.detail);
    printer.paperOut();
    await link.value.write(Uint8Array.of(...text('x'), 0x0a, GS, 0x72, 1, 0x10, 4, 4));
    expect(answers).toEqual([0b0111_1110]);
    printer.refill();
    await link.value.write(Uint8Array.of());
    expect(answers).toEqual([0b0111_1110, 0]);
  });
});

describe('what it does not know', () => {
  it('skips an unknown command whole, says which it was, and goes on', async () => {
    const { sheets, unknown } = await printed(
      ...[GS, 0x28, 0x7a, 3, 0, 49, 67, 8],
      ...[ESC, 0x73],
      ...[GS, 0x65, 3, 9],
      ...text('suite'),
      0x0a,
      ...cut,
    );
    expect(unknown).toEqual(['1d 28 7a 03 00 31 43 08', '1b 73', '1d 65 03 09']);
    expect(sheets).toMatchObject([{ text: 'suite', complete: true }]);
  });

  it('survives any bytes, and prints the next document whole once its buffers are cleared', async () => {
    const clear = [0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8];
    const pieces = fc.oneof(
      fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 60 }),
      // Commands are rare among random bytes: begin some.
      fc.tuple(
        fc.constantFrom(ESC, GS, 0x10),
        fc.integer({ min: 0, max: 255 }),
        fc.integer({ min: 0, max: 255 }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 12 }), async (garbage) => {
        const { sheets } = await printed(
          ...garbage.flat(),
          ...[...clear, ESC, 0x3d, 1, ESC, 0x40, ESC, 0x4a, 255, ...cut],
          ...[...text('document'), 0x0a, ...cut],
        );
        expect(sheets.at(-1)).toMatchObject({ text: 'document', complete: true });
      }),
      { numRuns: 300 },
    );
  });
});
