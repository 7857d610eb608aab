import type { Words } from '../document-model.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { type Catalogue, fr, type TextKey } from './fr.ts';
import { pt } from './pt.ts';

/** Languages that can stand under the French: those whose letters are all in the printer's Windows-1252. */
export type SecondLanguage = 'en' | 'es' | 'pt';

const catalogues: Readonly<Record<SecondLanguage, Catalogue>> = { en, es, pt };

/**
 * The second language of a document for somebody whose screens are in `language` (BCP 47); undefined for French, and for
 * one that the printer has no letters for (Arabic, Russian, Turkish, Romanian): their paper is in French alone.
 */
export function secondLanguageFor(language: string): SecondLanguage | undefined {
  const primary = language.split('-')[0] ?? '';
  return Object.hasOwn(catalogues, primary) ? (primary as SecondLanguage) : undefined;
}

export type Values = Readonly<Record<string, string>>;

/** The words of the catalogue, in French and, under it, in the person's language. */
export interface Say {
  (key: TextKey, values?: Values): Words;
  /** The same on one line, for a value beside its label: `déclaré (declared)`. */
  readonly inline: (key: TextKey, values?: Values) => string;
}

export function createSay(second?: SecondLanguage): Say {
  const say = (key: TextKey, values: Values = {}): Words => ({
    text: fill(fr[key], values),
    ...(second && { second: fill(catalogues[second][key], values) }),
  });
  const inline = (key: TextKey, values: Values = {}): string => {
    const words = say(key, values);
    return words.second === undefined ? words.text : `${words.text} (${words.second})`;
  };
  return Object.assign(say, { inline });
}

/** Throws when a value is missing: a mistake of the caller. */
function fill(message: string, values: Values): string {
  return message.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`"${message}" needs a value for {${name}}`);
    return value;
  });
}
