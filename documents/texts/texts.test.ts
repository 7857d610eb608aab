import { describe, expect, it } from 'vitest';
import { printable } from '../layout/printable.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { type Catalogue, fr, type TextKey } from './fr.ts';
import { pt } from './pt.ts';
import { createSay, secondLanguageFor } from './say.ts';

const catalogues: readonly (readonly [string, Catalogue])[] = Object.entries({ fr, en, es, pt });
const valuesIn = (message: string) => [...message.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();

describe.each(catalogues)('the catalogue %s', (_, catalogue) => {
  it('says everything, with the same values as the French', () => {
    for (const [key, message] of Object.entries(catalogue)) {
      expect(message.trim()).not.toBe('');
      expect([key, valuesIn(message)]).toEqual([key, valuesIn(fr[key as TextKey])]);
    }
  });

  it('has only characters that the printer has', () => {
    for (const message of Object.values(catalogue)) expect(printable(message)).toBe(message);
  });
});

describe('a second language', () => {
  it.each([
    ['en', 'en'],
    ['pt-BR', 'pt'],
    ['fr', undefined],
    ['ar', undefined],
    ['ro', undefined],
    ['toString', undefined],
  ])('for screens in %s is %s', (screens, expected) => {
    expect(secondLanguageFor(screens)).toBe(expected);
  });

  it('stands under the French, or beside it on one line', () => {
    const say = createSay('es');
    expect(say('issuedOn')).toEqual({ text: 'Délivré le', second: 'Expedido el' });
    expect(say('fromCentre', { day: '22/11/2026' }).second).toBe(
      'Derechos conocidos por su caja el 22/11/2026.',
    );
    expect(say.inline('declared')).toBe('déclaré (declarado)');
    expect(createSay()('issuedOn')).toEqual({ text: 'Délivré le' });
    expect(createSay().inline('declared')).toBe('déclaré');
  });

  it('needs every value of a message', () => {
    expect(() => createSay()('fromCentre')).toThrow(/needs a value for \{day\}/);
  });
});
