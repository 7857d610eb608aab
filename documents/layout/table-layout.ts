import type { PrintedLine } from '@borne/domain/printed-line';
import type { Table, TableColumn, TableRow, Words } from '../document-model.ts';
import { layField } from './field-layout.ts';
import { indent, textLine } from './text-line.ts';
import { longestWord, typeset, wrap } from './wrap.ts';

/** Rows after which a long table shows its headers again, unless hardly any are left. */
const rowsBetweenHeaders = 24;
const hardlyAny = 4;

/**
 * A table on `columns` characters. Columns share the width by what they hold; text wraps inside its cell, numbers never
 * do, and the commas of amounts stand under each other. Where even that does not fit, each row is a list of fields.
 */
export function layTable(table: Table, columns: number): readonly PrintedLine[] {
  for (const manner of manners) {
    const widths = columnWidths(table, columns, manner);
    if (widths) return layGrid(table, widths, manner.gap);
  }
  return layStacked(table, columns);
}

/** How to share the width, best first: spaces between two columns, and whether each header has one line. */
interface Manner {
  readonly gap: number;
  readonly wholeHeaders: boolean;
}
const manners: readonly Manner[] = [
  { gap: 2, wholeHeaders: true },
  { gap: 1, wholeHeaders: true },
  { gap: 2, wholeHeaders: false },
  { gap: 1, wholeHeaders: false },
];

/** Characters of each column; nothing when the paper is too narrow for them. */
function columnWidths(
  table: Table,
  columns: number,
  { gap, wholeHeaders }: Manner,
): readonly number[] | undefined {
  const contents = table.columns.map((column, index) => columnContents(table, column, index, wholeHeaders));
  const available = columns - gap * (contents.length - 1);
  const widths = contents.map(({ least }) => least);
  let spare = available - total(widths);
  if (spare < 0) return undefined;
  for (; spare > 0; spare -= 1) {
    const wanting = contents.map(({ natural }, index) => natural - (widths[index] ?? 0));
    const most = Math.max(...wanting);
    const index = most > 0 ? wanting.indexOf(most) : firstText(table);
    widths[index] = (widths[index] ?? 0) + 1;
  }
  return widths;
}

const total = (widths: readonly number[]) => widths.reduce((sum, width) => sum + width, 0);

/** What nobody needs goes to the first column of text, so that numbers end at the paper's edge. */
const firstText = ({ columns }: Table) =>
  Math.max(
    0,
    columns.findIndex(({ align }) => align === 'left'),
  );

/** Characters that a column needs, and those it would fill. */
function columnContents(
  { rows }: Table,
  { header, align }: TableColumn,
  index: number,
  wholeHeaders: boolean,
): { readonly least: number; readonly natural: number } {
  const headers = [header.text, header.second ?? ''].map((text) =>
    wholeHeaders ? typeset(text).length : longestWord(text),
  );
  const cells = cellsOf(rows, index, align);
  const lengths = cells.map((cell) => cell.length);
  const least = align === 'left' ? cells.map(longestWord) : lengths;
  return { least: Math.max(...headers, ...least), natural: Math.max(...headers, ...lengths) };
}

/** The cells of one column, typeset; amounts padded so that their commas are in one place. */
function cellsOf(rows: readonly TableRow[], index: number, align: TableColumn['align']): readonly string[] {
  const cells = rows.map((row) => typeset(row.cells[index] ?? ''));
  if (align !== 'amount') return cells;
  const halves = cells.map((cell) => {
    const comma = cell.lastIndexOf(',');
    return comma < 0 ? ([cell, ''] as const) : ([cell.slice(0, comma), cell.slice(comma)] as const);
  });
  const before = Math.max(0, ...halves.map(([whole]) => whole.length));
  const after = Math.max(0, ...halves.map(([, decimals]) => decimals.length));
  return halves.map(([whole, decimals]) => whole.padStart(before) + decimals.padEnd(after));
}

function layGrid(table: Table, widths: readonly number[], gap: number): readonly PrintedLine[] {
  const { columns, rows } = table;
  const width = total(widths) + gap * (widths.length - 1);
  const byColumn = columns.map(({ align }, index) => cellsOf(rows, index, align));
  const grid = (cells: readonly string[], bold: boolean) =>
    gridLines(cells, columns, widths, gap).map((text) => textLine(text, { bold }));
  const seconds = columns.map(({ header }) => header.second ?? '');
  const headers: readonly PrintedLine[] = [
    ...grid(
      columns.map(({ header }) => header.text),
      true,
    ),
    ...(seconds.some((text) => text !== '') ? grid(seconds, false) : []),
    { kind: 'rule' },
  ];
  const under = rowsUnderHeaders(rows);
  return rows.flatMap((row, index): readonly PrintedLine[] => [
    ...(under.has(index) ? [...(index === 0 ? [] : [blank]), ...headers] : apart(row, rows[index - 1])),
    ...headingOver(row, width),
    ...grid(
      byColumn.map((cells) => cells[index] ?? ''),
      row.total === true,
    ),
    ...noteUnder(row, width),
  ]);
}

const blank: PrintedLine = { kind: 'blank' };

/** Indices of the rows that the headers stand over: the first, and in a long table others that begin a part of it. */
function rowsUnderHeaders(rows: readonly TableRow[]): ReadonlySet<number> {
  const hasParts = rows.some(({ heading }) => heading !== undefined);
  const under = new Set([0]);
  let last = 0;
  for (const [index, { heading, total: isTotal }] of rows.entries()) {
    const begins = hasParts ? heading !== undefined : !isTotal;
    if (!begins || index - last < rowsBetweenHeaders || rows.length - index < hardlyAny) continue;
    under.add(index);
    last = index;
  }
  return under;
}

/** What stands between a row and the one above it, when one does not simply follow the other. */
function apart(row: TableRow, above: TableRow | undefined): readonly PrintedLine[] {
  if (row.total) return [{ kind: 'rule' }];
  const needsRoom = row.heading !== undefined || above?.note !== undefined;
  return above !== undefined && needsRoom ? [blank] : [];
}

function headingOver({ heading }: TableRow, width: number): readonly PrintedLine[] {
  if (heading === undefined) return [];
  const { text, second } = heading;
  return [
    ...wrap(text, width).map((each) => textLine(each, { bold: true })),
    ...(second === undefined ? [] : wrap(second, width).map((each) => textLine(each))),
  ];
}

const noteUnder = ({ note }: TableRow, width: number) =>
  note === undefined ? [] : wrap(note, width - indent.length).map((text) => textLine(indent + text));

/** The lines of one row of cells, each wrapped within its column. */
function gridLines(
  cells: readonly string[],
  columns: readonly TableColumn[],
  widths: readonly number[],
  gap: number,
): readonly string[] {
  const wrapped = cells.map((cell, index) => {
    const width = widths[index] ?? 0;
    return columns[index]?.align === 'left' || cell.length > width ? wrap(cell, width) : [cell];
  });
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    wrapped
      .map((lines, index) => {
        const [text, width] = [lines[line] ?? '', widths[index] ?? 0];
        return columns[index]?.align === 'left' ? text.padEnd(width) : text.padStart(width);
      })
      .join(' '.repeat(gap))
      .trimEnd(),
  );
}

/** Each row as fields under one another. The second language names them once, in the first row. */
function layStacked({ columns, rows }: Table, width: number): readonly PrintedLine[] {
  return rows.flatMap((row, index): readonly PrintedLine[] => {
    const names = columns.map(({ header }) => (index === 0 ? header : { text: header.text }));
    const between = row.total ? ({ kind: 'rule' } as const) : blank;
    return [
      ...(index === 0 ? [] : [between]),
      ...headingOver(row, width),
      ...fieldsOf(row, names).flatMap(({ label, value }) =>
        value === '' ? [] : layField(label, value, width, { bold: row.total === true }),
      ),
      ...noteUnder(row, width),
    ];
  });
}

/** What each cell is, and the cell. The first cell of a total says of what: it goes before the names of the others. */
function fieldsOf(
  { cells, total: isTotal }: TableRow,
  names: readonly Words[],
): readonly { readonly label: Words; readonly value: string }[] {
  const fields = names.map((label, column) => ({ label, value: cells[column] ?? '' }));
  const [first, ...others] = fields;
  const filled = others.filter(({ value }) => value !== '');
  if (!isTotal || first === undefined || filled.length === 0) return fields;
  return filled.map(({ label, value }) => ({
    label: { text: filled.length === 1 ? first.value : `${first.value}, ${label.text}` },
    value,
  }));
}
