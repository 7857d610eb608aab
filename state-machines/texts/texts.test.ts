import { describe, expect, it } from 'vitest';
import { fr } from './fr.ts';
import { checkTexts, createTexts } from './texts.ts';
import { warnings } from './warnings.ts';

const nbsp = '\u00a0';

describe('the French texts', () => {
  const say = createTexts('fr', fr);

  it('count in French: zero and one are singular', () => {
    expect(say('pin.body', { tries: 1 })).toBe('Il reste un essai.');
    expect(say('pin.body', { tries: 2 })).toBe('Il reste 2 essais.');
    expect(say('fact.ago', { minutes: 0 })).toBe('il y a moins d’une minute');
  });

  it('never break before a high punctuation mark', () => {
    expect(say('menu.title')).toBe(`Que souhaitez-vous faire${nbsp}?`);
  });

  it('take only the values they name', () => {
    // @ts-expect-error -- this message takes no value
    say('menu.title', { name: 'x' });
    // @ts-expect-error -- this message needs `office`
    expect(() => say('attract.body')).toThrow();
    // @ts-expect-error -- no such message
    expect(() => say('menu.tilte')).toThrow();
  });

  it.each(Object.entries(fr))('%s is written as French is', (_, text) => {
    expect(text, 'a typographic apostrophe, which is also no ICU quote').not.toContain("'");
    expect(text, 'an ellipsis in one character').not.toContain('...');
    expect(text).toBe(text.trim());
    expect(text, 'numbers that a line could part').not.toMatch(/n° |\d \d/);
    expect(text, 'a space before ; : ! ?').not.toMatch(/[^\s:?!;][?!;:](\s|$)/);
  });
});

describe('a warning', () => {
  it('is a text that there is', () => {
    const keys = Object.keys(fr);
    const none = warnings.filter((name) => !keys.some((key) => key === name || key.startsWith(name)));
    expect(none).toEqual([]);
  });

  it.each([
    'banner.offline',
    'reading.caution',
    'printing.caution',
    'preview.card',
    'in-doubt.body',
    'asking-person.title',
    'update.unfinished.again',
    'warning.body',
  ])('cannot be replaced: %s', (key) => {
    expect(checkTexts('fr', fr, { [key]: 'Tout va bien' })).toBe(`${key}: a warning cannot be replaced`);
  });

  it('is not everything', () => {
    expect(checkTexts('fr', fr, { 'attract.title': 'Bonjour', 'menu.title': 'Que faire ?' })).toBeUndefined();
  });
});
