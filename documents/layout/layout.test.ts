import { paper58, paper80, paper80At180 } from '@borne/domain/paper-format';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block } from '../document-model.ts';
import { layout, lineText } from './layout.ts';

const lay = (...blocks: readonly Block[]) => layout({ documentNumber: 'D1', blocks }, paper80);
const texts = (...blocks: readonly Block[]) => lay(...blocks).map(lineText);

describe('fields', () => {
  it('puts the label to the left and the value to the right of one line', () => {
    const [text] = texts({ kind: 'field', label: { text: 'Délivré le' }, value: '22/11/2026' });
    expect(text).toHaveLength(48);
    expect(text).toMatch(/^Délivré le {28}22\/11\/2026$/);
  });

  it('keeps one space between a label and a value that just fit, and moves the value down when they do not', () => {
    expect(texts({ kind: 'field', label: { text: 'a'.repeat(20) }, value: 'b'.repeat(27) })).toEqual([
      `${'a'.repeat(20)} ${'b'.repeat(27)}`,
    ]);
    expect(texts({ kind: 'field', label: { text: 'a'.repeat(20) }, value: 'b'.repeat(28) })).toEqual([
      'a'.repeat(20),
      `  ${'b'.repeat(28)}`,
    ]);
  });
});

describe('wrapping', () => {
  it('wraps a 40-letter name without losing a letter', () => {
    const name = 'ABCDEFGHIJKLMNOPQRSTUVWXYZÀÂÆÇÉÈÊËÎÏÔŒÙÛ';
    expect(name).toHaveLength(40);
    const lines = texts({ kind: 'heading', text: `01 – ${name} Marie-Antoinette` });
    expect(lines.every((text) => text.length <= 48)).toBe(true);
    expect(lines.join(' ')).toBe(`01\u00a0– ${name} Marie-Antoinette`);
  });

  it('breaks a word longer than the paper, after a hyphen when there is one', () => {
    expect(texts({ kind: 'paragraph', text: 'x'.repeat(50) })).toEqual(['x'.repeat(48), 'xx']);
    expect(texts({ kind: 'paragraph', text: `${'x'.repeat(30)}-${'y'.repeat(30)}` })).toEqual([
      `${'x'.repeat(30)}-`,
      'y'.repeat(30),
    ]);
  });

  it('never breaks at a non-breaking space', () => {
    const held = `au\u00a0${'0'.repeat(10)}`;
    const lines = texts({ kind: 'paragraph', text: `${'mot '.repeat(10)}${held}` });
    expect(lines).toEqual(['mot '.repeat(10).trim(), held]);
  });

  it('counts a title as twice as wide', () => {
    const lines = lay({ kind: 'title', text: 'ATTESTATION DE DROITS SIMULÉE' });
    expect(lines.map(lineText)).toEqual(['ATTESTATION DE DROITS', 'SIMULÉE']);
    expect(lines).toMatchObject([
      { scale: 2, align: 'center' },
      { scale: 2, align: 'center' },
    ]);
  });

  it('keeps an empty paragraph as a line', () => {
    expect(texts({ kind: 'paragraph', text: '' })).toEqual(['']);
  });
});

describe('characters', () => {
  it('keeps what French needs', () => {
    const french = 'œuvre Œ ’ “” «» € É È Ç À Ù ï ÿ – — …'.replaceAll(/ (?=[€–—…])/g, '\u00a0');
    expect(texts({ kind: 'paragraph', text: french })).toEqual([french]);
  });

  it('drops the marks that the printer lacks, and shows a question mark where there is nothing to keep', () => {
    expect(texts({ kind: 'paragraph', text: 'Erdős Łukasz Čapek Đinh李' })).toEqual([
      'Erdos Lukasz Capek Dinh?',
    ]);
  });

  it('writes a decomposed accent like a composed one', () => {
    expect(texts({ kind: 'paragraph', text: 'E\u0301loi\u0308se' })).toEqual(['Éloïse']);
  });

  it('lets no control or invisible character through', () => {
    expect(texts({ kind: 'paragraph', text: 'a\u001dVB\u0000\u200b\u009bz' })).toEqual(['aVBz']);
    expect(texts({ kind: 'paragraph', text: 'a\nb\tc' })).toEqual(['a b c']);
  });
});

it('refuses a paper too narrow to lay anything out', () => {
  expect(() => layout({ documentNumber: 'D1', blocks: [] }, { ...paper80, columns: 12 })).toThrow(
    /12 columns.*at least 24/,
  );
  expect(() => layout({ documentNumber: 'D1', blocks: [] }, { ...paper80, columns: 47.5 })).toThrow(
    /47.5 columns/,
  );
});

const text = fc.string({ unit: 'grapheme', maxLength: 80 });
const words = fc.record({ text, second: text }, { requiredKeys: ['text'] });
const anyBlock: fc.Arbitrary<Block> = fc.oneof(
  words.map((each) => ({ kind: 'title', ...each }) as const),
  words.map((each) => ({ kind: 'heading', ...each }) as const),
  words.map((each) => ({ kind: 'mention', ...each }) as const),
  fc
    .tuple(words, fc.constantFrom('left' as const, 'center' as const, 'indented' as const))
    .map(([each, align]) => ({ kind: 'paragraph', ...each, align }) as const),
  fc.tuple(words, text).map(([label, value]) => ({ kind: 'field', label, value }) as const),
  fc
    .tuple(fc.string({ minLength: 1, maxLength: 300 }), fc.array(words, { maxLength: 3 }))
    .map(
      ([content, caption]) =>
        ({ kind: 'code', content, caption, otherwise: { text: 'trop étroit' } }) as const,
    ),
  fc.constantFrom('columns', 'millimetres', 'bars').map((gauge) => ({ kind: 'gauge', gauge }) as const),
  fc.constantFrom({ kind: 'rule' } as const, { kind: 'space' } as const),
);

it('makes no line wider than the paper, whatever the document', () => {
  fc.assert(
    fc.property(
      fc.array(anyBlock, { maxLength: 12 }),
      fc.constantFrom(paper80, paper80At180, paper58),
      (blocks, format) => {
        for (const line of layout({ documentNumber: 'D1', blocks }, format)) {
          if (line.kind === 'text')
            expect(lineText(line).length * line.scale).toBeLessThanOrEqual(format.columns);
          if (line.kind === 'symbol') {
            const modules = (line.rows[0]?.length ?? 0) + 2 * line.quietZone;
            expect(modules * line.moduleDots).toBeLessThanOrEqual(format.dots);
          }
        }
      },
    ),
  );
});
