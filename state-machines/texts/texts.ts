import { IntlMessageFormat } from 'intl-messageformat';
import type { Catalogue, fr, MessageKey } from './fr.ts';

/** The argument that opens `Rest`, the text after a `{`: a branch of a plural has spaces and is none. */
type Argument<Rest extends string> = Rest extends `${infer Inside}}${string}`
  ? Inside extends `${infer Name},${string}`
    ? Name
    : Inside extends `${string}${' ' | '#'}${string}`
      ? never
      : Inside
  : never;

type Arguments<Message extends string> = Message extends `${string}{${infer Rest}`
  ? Argument<Rest> | Arguments<Rest>
  : never;

type Named<Key extends MessageKey> = Arguments<(typeof fr)[Key]>;

/** The values a message takes, by name; none for most. */
export type Values<Key extends MessageKey> = [Named<Key>] extends [never]
  ? []
  : [values: Readonly<Record<Named<Key>, string | number>>];

/** Says a message in the language it was made for. */
export type Say = <Key extends MessageKey>(key: Key, ...values: Values<Key>) => string;

/**
 * What is wrong with texts that would take the place of `catalogue`'s; undefined when nothing is. Each must be a text of the catalogue,
 * in ICU MessageFormat, and take no value that the one it replaces does not.
 */
export function checkTexts(
  language: string,
  catalogue: Catalogue,
  texts: Readonly<Record<string, string>>,
): string | undefined {
  for (const [key, text] of Object.entries(texts)) {
    if (!isMessageKey(catalogue, key)) return `${key}: no such text`;
    const known = argumentsIn(catalogue[key], language);
    try {
      const foreign = [...argumentsIn(text, language)].find((name) => !known.has(name));
      if (foreign !== undefined) return `${key}: takes no value ${foreign}`;
    } catch {
      return `${key}: expected ICU MessageFormat`;
    }
  }
  return undefined;
}

const isMessageKey = (catalogue: Catalogue, key: string): key is MessageKey => Object.hasOwn(catalogue, key);

/** Names of the values that a message takes, in the branches of its plurals as well. Throws when it is no message. */
function argumentsIn(text: string, language: string): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (part: unknown): void => {
    if (Array.isArray(part)) for (const each of part) visit(each);
    else if (typeof part === 'object' && part !== null) {
      // Type 0 is a literal text, whose value is no name (formatjs, icu-messageformat-parser).
      if ('type' in part && part.type !== 0 && 'value' in part && typeof part.value === 'string')
        names.add(part.value);
      for (const inner of Object.values(part)) visit(inner);
    }
  };
  visit(new IntlMessageFormat(text, language).getAst());
  return names;
}

const nbsp = '\u00a0';

/** French puts a space that never breaks before ; : ! ? (Imprimerie nationale, Lexique des règles typographiques). */
const withFrenchSpaces = (text: string) =>
  text.replaceAll(/ ([;:!?»])/g, `${nbsp}$1`).replaceAll('« ', `«${nbsp}`);

/** Makes the `Say` of `language` (BCP 47) from its catalogue. A message is parsed once, when it is first said. */
export function createTexts(language: string, catalogue: Catalogue): Say {
  const parsed = new Map<MessageKey, IntlMessageFormat>();
  const message = (key: MessageKey) => {
    const known = parsed.get(key);
    if (known) return known;
    const text = language === 'fr' ? withFrenchSpaces(catalogue[key]) : catalogue[key];
    const made = new IntlMessageFormat(text, language);
    parsed.set(key, made);
    return made;
  };
  return (key, ...values) => String(message(key).format(values[0]));
}
