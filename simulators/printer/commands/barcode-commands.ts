import { type LinearSymbol, linearSymbol } from '../barcodes/linear-symbols.ts';
import { Bitmap } from '../bitmap.ts';
import type { Printing } from '../printing.ts';
import { defaultStyle } from '../text/character-style.ts';
import { at, choice, type Handlers } from './handler.ts';

/** Narrow and wide elements of symbols that have two widths, by the module width (`GS w`). */
const elementWidths = new Map([
  [1, [1, 3]],
  [2, [2, 5]],
  [3, [3, 8]],
  [4, [4, 10]],
  [5, [5, 13]],
  [6, [6, 16]],
]);

const hriPositions = ['none', 'above', 'below', 'both'] as const;
const hriFonts = ['a', 'b', 'c'] as const;

function drawBars({ modules, binary }: LinearSymbol, moduleWidth: number, height: number): Bitmap {
  const [narrow = 1, wide = 1] = elementWidths.get(moduleWidth) ?? [];
  const dots = modules.map((width) => (binary ? (width > 1 ? wide : narrow) : width * moduleWidth));
  const bars = new Bitmap(
    dots.reduce((sum, width) => sum + width, 0),
    height,
  );
  let x = 0;
  for (const [index, width] of dots.entries()) {
    if (index % 2 === 0) bars.fill(x, 0, width, height);
    x += width;
  }
  return bars;
}

/** The bars with what they say above and below, each in the middle. */
function withHri({ cells, barcode }: Printing, bars: Bitmap, text: string): Bitmap {
  const { hri, hriFont } = barcode;
  if (hri === 'none') return bars;
  const font = cells.font({ ...defaultStyle, font: hriFont });
  const line = new Bitmap(text.length * font.width, font.height);
  for (const [index, character] of [...text].entries())
    line.draw(font.glyph(character), index * font.width, 0);
  const width = Math.max(bars.width, line.width);
  const [above, below] = [hri === 'above' || hri === 'both', hri === 'below' || hri === 'both'];
  const lines = Number(above) + Number(below);
  const whole = new Bitmap(width, bars.height + lines * line.height);
  const textX = Math.floor((width - line.width) / 2);
  const barsY = above ? line.height : 0;
  if (above) whole.draw(line, textX, 0);
  whole.draw(bars, Math.floor((width - bars.width) / 2), barsY);
  if (below) whole.draw(line, textX, barsY + bars.height);
  return whole;
}

function printBarcode(printing: Printing, m: number, data: Uint8Array): void {
  const symbol = linearSymbol(m, data);
  if (!symbol.ok) {
    printing.notice(`GS k: ${symbol.error}`);
    return;
  }
  const { width, height } = printing.barcode;
  const bars = drawBars(symbol.value, width, height);
  if (bars.width > printing.surface.lineWidth) {
    printing.notice(`GS k: ${bars.width} dots of bars do not fit in ${printing.surface.lineWidth}`);
    return;
  }
  const bitmap = withHri(printing, bars, symbol.value.text);
  const text = `[${symbol.value.name}: ${symbol.value.text}]`;
  printing.surface.addBlock({ bitmap, ascent: bitmap.height, text });
}

/** Bar codes. */
export const barcodeCommands = {
  'GS h': ({ barcode }, parameters) => {
    barcode.height = Math.max(1, at(parameters, 0));
  },
  'GS w': ({ barcode }, parameters) => {
    const width = at(parameters, 0);
    if (elementWidths.has(width)) barcode.width = width;
  },
  'GS H': ({ barcode }, parameters) => {
    barcode.hri = hriPositions[choice(at(parameters, 0))] ?? barcode.hri;
  },
  'GS f': ({ barcode }, parameters) => {
    barcode.hriFont = hriFonts[choice(at(parameters, 0))] ?? barcode.hriFont;
  },
  'GS k': (printing, parameters) => {
    const m = at(parameters, 0);
    const isCounted = m > 32;
    const end = isCounted ? -1 : parameters.indexOf(0, 1);
    printBarcode(
      printing,
      m,
      isCounted ? parameters.subarray(2) : parameters.subarray(1, end < 0 ? undefined : end),
    );
  },
} satisfies Partial<Handlers>;
