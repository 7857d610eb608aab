import { cents, formatEuros } from '@borne/domain/money';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Table, TableColumn, TableRow } from '../document-model.ts';
import { lineText } from './layout.ts';
import { repertoire } from './printable.ts';
import { layTable } from './table-layout.ts';
import { typeset } from './wrap.ts';

const euros = (amount: number) => formatEuros(cents(amount));
const column = (text: string, align: TableColumn['align'], second?: string): TableColumn => ({
  header: { text, ...(second !== undefined && { second }) },
  align,
});

const acts: Table = {
  kind: 'table',
  columns: [column('Acte', 'left'), column('Payé', 'amount'), column('Remboursé', 'amount')],
  rows: [
    { cells: ['Consultation', euros(3000), euros(1900)] },
    { cells: ['Soins de kinésithérapie à domicile', euros(120050), euros(120050)] },
    { cells: ['Total', '', euros(121950)], total: true },
  ],
};
const texts = (table: Table, columns: number) =>
  layTable(table, columns).map((line) =>
    line.kind === 'rule' ? '----' : lineText(line).replaceAll('\u00a0', ' '),
  );

describe('a table', () => {
  it('aligns amounts on the comma, wraps text in its cell and sets the total apart', () => {
    expect(texts(acts, 48)).toEqual(
      [
        'Acte                              Payé   Remboursé',
        '----',
        'Consultation                   30,00 €     19,00 €',
        'Soins de kinésithérapie     1 200,50 €  1 200,50 €',
        'à domicile',
        '----',
        'Total                                   1 219,50 €',
      ].map((line) => line.replace('  ', '')),
    );
  });

  it('becomes a list of fields where its columns do not fit', () => {
    expect(texts(acts, 26)).toEqual([
      'Acte          Consultation',
      'Payé               30,00 €',
      'Remboursé          19,00 €',
      '',
      'Acte',
      '  Soins de kinésithérapie',
      '  à domicile',
      'Payé            1 200,50 €',
      'Remboursé       1 200,50 €',
      '----',
      'Total           1 219,50 €',
    ]);
  });

  it('names its columns in both languages, once', () => {
    const table: Table = {
      kind: 'table',
      columns: [column('Document', 'left', 'Paper'), column('Feuillets', 'right', 'Sheets')],
      rows: [{ cells: ['Arrêt', '3'] }, { cells: ['Autre', '12'] }],
    };
    expect(texts(table, 24)).toEqual([
      'Document       Feuillets',
      'Paper             Sheets',
      '----',
      'Arrêt                  3',
      'Autre                 12',
    ]);
  });

  it('shows its headers again in a long table, where a part begins, and never near its end', () => {
    const row = (index: number, first: boolean): TableRow => ({
      ...(first && { heading: { text: `Partie ${index}` } }),
      cells: [`acte ${index}`, '1'],
    });
    const table = (rows: number, perPart: number): Table => ({
      kind: 'table',
      columns: [column('Acte', 'left'), column('Nombre', 'right')],
      rows: Array.from({ length: rows }, (_, index) => row(index, index % perPart === 0)),
    });
    const headersOf = (each: Table) =>
      texts(each, 32).flatMap((text, index, all) => (text.startsWith('Acte ') ? [all[index + 2]] : []));
    expect(headersOf(table(60, 10))).toEqual(['Partie 0', 'Partie 30']);
    expect(headersOf(table(25, 1))).toEqual(['Partie 0']);
  });
});

const cell = fc.string({ unit: fc.constantFrom(...repertoire, ' ', ' '), maxLength: 40 });
const anyTable = fc.integer({ min: 1, max: 5 }).chain((width) =>
  fc.record({
    kind: fc.constant('table' as const),
    columns: fc.array(
      fc.record({
        header: fc.record({ text: cell, second: fc.option(cell, { nil: '' }) }),
        align: fc.constantFrom('left' as const, 'right' as const, 'amount' as const),
      }),
      { minLength: width, maxLength: width },
    ),
    rows: fc.array(
      fc.record(
        {
          cells: fc.array(fc.oneof(cell, fc.maxSafeInteger().map(euros)), {
            minLength: width,
            maxLength: width,
          }),
          total: fc.constant(true as const),
          note: cell,
        },
        { requiredKeys: ['cells'] },
      ),
      { maxLength: 30 },
    ),
  }),
);

const visible = (text: string) => text.replaceAll(/[ \u00a0]/g, '');
const counted = (text: string) => {
  const count = new Map<string, number>();
  for (const character of visible(text)) count.set(character, (count.get(character) ?? 0) + 1);
  return count;
};

describe('any table on any paper', () => {
  it('is no wider than the paper', () => {
    fc.assert(
      fc.property(anyTable, fc.constantFrom(24, 32, 42, 48), (table, columns) => {
        for (const line of layTable(table, columns))
          expect(lineText(line).length).toBeLessThanOrEqual(columns);
      }),
    );
  });

  it('loses no letter of any cell', () => {
    fc.assert(
      fc.property(anyTable, fc.constantFrom(24, 32, 42, 48), (table, columns) => {
        const printed = counted(layTable(table, columns).map(lineText).join(''));
        const given = table.rows.flatMap(({ cells, note = '' }) => [...cells, note]).map(typeset);
        for (const [character, count] of counted(given.join('')))
          expect(printed.get(character) ?? 0).toBeGreaterThanOrEqual(count);
      }),
    );
  });
});
