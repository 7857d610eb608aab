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
