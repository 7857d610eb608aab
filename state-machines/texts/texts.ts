import { IntlMessageFormat } from 'intl-messageformat';
import type { Catalogue, fr, MessageKey } from './fr.ts';
import { isWarning } from './warnings.ts';

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
 * What is wrong with texts that would take the place of `catalogue`'s; undefined when nothing is. Each must be a text of the catalogue
 * other than one of `warnings`, in ICU MessageFormat, take no value that the one it replaces does not, nor as something else, and show something
 * whatever the values are.
 */
export function checkTexts(
  language: string,
  catalogue: Catalogue,
  texts: Readonly<Record<string, string>>,
): string | undefined {
  for (const [key, text] of Object.entries(texts)) {
    const wrong = isMessageKey(catalogue, key)
      ? problemOf(key, text, catalogue[key], language)
      : 'no such text';
    if (wrong !== undefined) return `${key}: ${wrong}`;
  }
  return undefined;
}

function problemOf(key: MessageKey, text: string, original: string, language: string): string | undefined {
  if (isWarning(key)) return 'a warning cannot be replaced';
  const known = argumentsIn(messageOf(original, language));
  let message: IntlMessageFormat;
  try {
    message = messageOf(text, language);
  } catch {
    return 'expected ICU MessageFormat';
  }
  const taken = argumentsIn(message);
  for (const [name, kinds] of taken) {
    const allowed = known.get(name);
    if (allowed === undefined) return `takes no value ${name}`;
    if ([...kinds].some((kind) => kind !== PLAIN && !allowed.has(kind)))
      return `takes the value ${name} as something else`;
  }
  return SAMPLES.every((sample) => showsWith(message, [...taken.keys()], sample))
    ? undefined
    : 'expected something to read, whatever the values are';
}

/** Of each form that a French plural has, and those that are spelt out. */
const SAMPLES = [0, 1, 2, 1_000_000];

/** Whether a message can be said with `sample` for every value, and anything of it is seen. */
function showsWith(message: IntlMessageFormat, names: readonly string[], sample: number): boolean {
  try {
    const said = String(message.format(Object.fromEntries(names.map((name) => [name, sample]))));
    return /[\p{L}\p{N}]/u.test(said.replaceAll(/\p{Default_Ignorable_Code_Point}/gu, ''));
  } catch {
    return false;
  }
}

const isMessageKey = (catalogue: Catalogue, key: string): key is MessageKey => Object.hasOwn(catalogue, key);

/** What a part of a message is (`TYPE` of formatjs, icu-messageformat-parser): literal text, and a value put in as it is. */
const LITERAL = 0;
const PLAIN = 1;

/** The values that a message takes, by name, and as what: in the branches of its plurals as well. */
function argumentsIn(message: IntlMessageFormat): ReadonlyMap<string, ReadonlySet<number>> {
  const found = new Map<string, Set<number>>();
  const visit = (part: unknown): void => {
    if (Array.isArray(part)) for (const each of part) visit(each);
    else if (typeof part === 'object' && part !== null) {
      const { type, value } = part as { readonly type?: unknown; readonly value?: unknown };
      if (typeof type === 'number' && type !== LITERAL && typeof value === 'string')
        found.set(value, (found.get(value) ?? new Set()).add(type));
      for (const inner of Object.values(part)) visit(inner);
    }
  };
  visit(message.getAst());
  return found;
}

const nbsp = '\u00a0';

/** French puts a space that never breaks before ; : ! ? (Imprimerie nationale, Lexique des règles typographiques). */
const withFrenchSpaces = (text: string) =>
  text.replaceAll(/ ([;:!?»])/g, `${nbsp}$1`).replaceAll('« ', `«${nbsp}`);

/** Parses a text. Throws when it is no ICU MessageFormat. */
const messageOf = (text: string, language: string) =>
  new IntlMessageFormat(language === 'fr' ? withFrenchSpaces(text) : text, language);

/**
 * Makes the `Say` of `language` (BCP 47) from its catalogue, and texts that take the place of some of it. A message is parsed once, when
 * it is first said. A replacement that cannot be said after all leaves the word to the catalogue: nobody is served by a screen that stops.
 */
export function createTexts(
  language: string,
  catalogue: Catalogue,
  replacements: Readonly<Record<string, string>> = {},
): Say {
  const parsed = new Map<string, IntlMessageFormat>();
  const format = (text: string, values: Parameters<IntlMessageFormat['format']>[0]) => {
    const message = parsed.get(text) ?? messageOf(text, language);
    parsed.set(text, message);
    return String(message.format(values));
  };
  return (key, ...values) => {
    const replacement = Object.hasOwn(replacements, key) ? replacements[key] : undefined;
    if (replacement !== undefined)
      try {
        return format(replacement, values[0]);
      } catch {
        return format(catalogue[key], values[0]);
      }
    return format(catalogue[key], values[0]);
  };
}
