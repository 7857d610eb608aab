import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, repertoire } from './printable.ts';
import { typeset, wrap } from './wrap.ts';

const nbsp = '\u00a0';
const shown = (text: string) => text.replaceAll(nbsp, '_');

describe('French typography', () => {
  it.each([
    ['Attention : non ; oui ! vrai ?', 'Attention_: non_; oui_! vrai_?'],
    ['lu « Mes démarches » ici', 'lu «_Mes démarches_» ici'],
    ['30 €, 65 % de 1 234 567', '30_€, 65_% de 1_234_567'],
    ['règlement n° 883', 'règlement n°_883'],
    ["l'adresse de DE L'ATTRE", 'l’adresse de DE L’ATTRE'],
    ['01 – DURAND', '01_– DURAND'],
    ['le 22/11/2026 à 9 h', 'le 22/11/2026 à 9 h'],
    ["prime d'un 5' quai", "prime d’un 5' quai"],
  ])('%s', (text, expected) => {
    expect(shown(typeset(text))).toBe(expected);
  });

  it('adds no space to a language that has none before a colon', () => {
    expect(typeset('Check: yes; now!')).toBe('Check: yes; now!');
  });
});

/** Words of letters the printer has, spaces of both kinds, and punctuation in any place. */
const anyText = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.string({ unit: fc.constantFrom(...repertoire), maxLength: 12 }) },
      {
        weight: 2,
        arbitrary: fc.constantFrom(' ', nbsp, ' : ', ' ; ', '-', ' « ', ' » ', ', ', ' 1 234,56 € '),
      },
      { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }) },
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(' '));
const anyWidth = fc.integer({ min: 10, max: 48 });
const visible = (text: string) => text.replaceAll(/[ \u00a0]/g, '');

describe('wrapping, whatever the text and the width', () => {
  it('makes no line wider than the paper', () => {
    fc.assert(
      fc.property(anyText, anyWidth, (text, width) => {
        for (const line of wrap(text, width)) expect(line.length).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('loses no letter, adds none, and keeps their order', () => {
    fc.assert(
      fc.property(anyText, anyWidth, (text, width) => {
        expect(visible(wrap(text, width).join(''))).toBe(visible(typeset(text)));
      }),
    );
  });

  it('begins no line with a closing mark, unless it is all there is room to break at', () => {
    const marks = '.,;:!?…»)]}–—%€';
    fc.assert(
      fc.property(anyText, anyWidth, (text, width) => {
        const lines = wrap(text, width);
        for (const [index, line] of lines.entries()) {
          const above = lines[index - 1];
          if (above === undefined || !marks.includes(line.charAt(0))) continue;
          // Only a run of marks as long as a line leaves no other place.
          expect(
            [...above.slice(1)].every((character) => marks.includes(character) || character === nbsp),
          ).toBe(true);
        }
      }),
    );
  });

  it('is settled: what is wrapped wraps the same again', () => {
    fc.assert(
      fc.property(anyText, anyWidth, (text, width) => {
        for (const line of wrap(text, width)) expect(wrap(line, width)).toEqual([line]);
      }),
    );
  });

  it('gives only characters that the printer has', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), anyWidth, (text, width) => {
        for (const line of wrap(text, width)) expect(printable(line)).toBe(line);
      }),
    );
  });
});

describe('a word longer than the line', () => {
  it('is broken after a hyphen when that leaves a fair line', () => {
    expect(wrap('SAINT-ÉVREMOND-DE-LA-TOUR', 16)).toEqual(['SAINT-ÉVREMOND-', 'DE-LA-TOUR']);
    expect(wrap(`A-${'b'.repeat(30)}`, 16)).toEqual([`A-${'b'.repeat(14)}`, 'b'.repeat(16)]);
  });

  it('is broken at a held space before it is broken in a word', () => {
    expect(wrap(`au${nbsp}${'x'.repeat(12)}${nbsp}fin`, 16)).toEqual([`au${nbsp}${'x'.repeat(12)}`, 'fin']);
  });

  it('takes a letter along rather than begin the next line with a mark', () => {
    expect(wrap(`${'x'.repeat(16)} : suite`, 16)).toEqual(['x'.repeat(15), `x${nbsp}: suite`]);
  });
});
