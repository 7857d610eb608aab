import type { PaperFormat } from '@borne/domain/paper-format';
import type { PrintedLine } from '@borne/domain/printed-line';
import type { Block } from '../document-model.ts';
import { textLine } from './text-line.ts';

type Gauge = Extract<Block, { kind: 'gauge' }>['gauge'];

/** What shows whether a printer prints the whole width, to scale, with every dot of its head. */
export function layGauge(gauge: Gauge, format: PaperFormat): readonly PrintedLine[] {
  switch (gauge) {
    case 'columns':
      return columnNumbers(format.columns).map((text) => textLine(text));
    case 'millimetres':
      return [pattern(millimetres(format))];
    case 'bars':
      return [pattern(bars(format))];
  }
}

/** One module a dot: drawn as it is, from one edge to the other. */
const pattern = (rows: readonly string[]): PrintedLine => ({
  kind: 'symbol',
  rows,
  moduleDots: 1,
  quietZone: 0,
});

/** Tens above units: the number of each column, read downwards. */
function columnNumbers(columns: number): readonly string[] {
  const numbers = Array.from({ length: columns }, (_, index) => index + 1);
  const tens = numbers.map((number) => (number % 10 === 0 ? String(Math.floor(number / 10) % 10) : ' '));
  return [tens.join(''), numbers.map((number) => number % 10).join('')];
}

/** A tick two dots wide every millimetre, longer at 5 and 10, hanging from a line. */
function millimetres({ dots, dpi }: PaperFormat): readonly string[] {
  const dotsPerMillimetre = dpi / 25.4;
  const height = (millimetre: number) => (millimetre % 10 === 0 ? 5 : millimetre % 5 === 0 ? 3.5 : 2);
  const ticks = Array.from({ length: Math.floor(dots / dotsPerMillimetre) + 1 }, (_, millimetre) => ({
    at: Math.min(Math.round(millimetre * dotsPerMillimetre), dots - 2),
    rows: Math.round(height(millimetre) * dotsPerMillimetre),
  }));
  return Array.from({ length: Math.round(5 * dotsPerMillimetre) }, (_, y) => {
    if (y < 2) return '1'.repeat(dots);
    const row = Array.from({ length: dots }, () => '0');
    for (const { at, rows } of ticks) if (y < rows) row.fill('1', at, at + 2);
    return row.join('');
  });
}

/** Black; 25, 50 and 75 % grey; every other dot; and one dot at a time across the head. */
function bars({ dots, dpi }: PaperFormat): readonly string[] {
  const band = Math.round((5 * dpi) / 25.4);
  const drawn = (height: number, dark: (x: number, y: number) => boolean) =>
    Array.from({ length: height }, (_, y) =>
      Array.from({ length: dots }, (_, x) => (dark(x, y) ? '1' : '0')).join(''),
    );
  const greys = [
    (x: number, y: number) => x % 2 === 0 && y % 2 === 0,
    (x: number, y: number) => (x + y) % 2 === 0,
    (x: number, y: number) => x % 2 === 0 || y % 2 === 0,
  ];
  const stair = 32;
  return [
    ...drawn(band, () => true),
    ...drawn(band, (x, y) => greys[Math.floor((x * greys.length) / dots)]?.(x, y) ?? false),
    ...drawn(band, (x) => x % 2 === 0),
    ...drawn(stair * 2, (x, y) => x % stair === y >> 1),
  ];
}
