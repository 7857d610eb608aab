import iconv from 'iconv-lite';
import { codeTable } from './code-tables.ts';
import { inInternationalSet } from './international-sets.ts';

/** How characters of two bytes are coded (`FS C`). */
export type DoubleByteCode = 'gb18030' | 'shiftjis' | 'jis';

/** One character to print. */
export interface DecodedCharacter {
  readonly text: string;
  /** Its code when it is one byte: user-defined characters go by it. */
  readonly code: number | undefined;
  /** Kanji and the like: as wide as it is high. */
  readonly wide: boolean;
}

/** The longest sequence of UTF-8. */
const longestSequence = 4;

/** Which character bytes are: tables, international sets, Kanji mode, UTF-8. Remembers a character that has only begun. */
export class CharacterDecoder {
  /** `ESC t`. */
  table = 0;
  /** `ESC R`. */
  internationalSet = 0;
  /** `FS &`. */
  kanji = false;
  doubleByteCode: DoubleByteCode = 'gb18030';
  /** `FS ( C`: UTF-8 instead of tables. */
  utf8 = false;
  #pending: number[] = [];

  /** As `ESC @`. */
  reset(): void {
    this.table = 0;
    this.internationalSet = 0;
    this.kanji = false;
    this.doubleByteCode = 'gb18030';
    this.utf8 = false;
    this.#pending = [];
  }

  /** The character that `byte` completes, if any. */
  decode(byte: number): DecodedCharacter | undefined {
    if (this.utf8) return this.#decodeUtf8(byte);
    if (this.#isPaired && (this.#pending.length > 0 || this.#isLead(byte))) return this.#decodePair(byte);
    const plain = codeTable(this.table)[byte] ?? '?';
    return { text: inInternationalSet(plain, this.internationalSet), code: byte, wide: false };
  }

  /** Drops a character that has begun: a command came in its middle. */
  interrupt(): void {
    this.#pending = [];
  }

  /** Shift JIS has no single bytes that begin a pair: its Kanji print without Kanji mode. */
  get #isPaired(): boolean {
    return this.kanji || this.doubleByteCode === 'shiftjis';
  }

  #isLead(byte: number): boolean {
    if (this.doubleByteCode === 'gb18030') return byte >= 0x81 && byte <= 0xfe;
    if (this.doubleByteCode === 'jis') return byte >= 0x21 && byte <= 0x7e;
    return (byte >= 0x81 && byte <= 0x9f) || (byte >= 0xe0 && byte <= 0xfc);
  }

  #decodePair(byte: number): DecodedCharacter | undefined {
    const [lead] = this.#pending;
    if (lead === undefined) {
      this.#pending = [byte];
      return undefined;
    }
    this.#pending = [];
    const pair = this.doubleByteCode === 'jis' ? Buffer.of(lead | 0x80, byte | 0x80) : Buffer.of(lead, byte);
    const encoding = this.doubleByteCode === 'jis' ? 'eucjp' : this.doubleByteCode;
    const [text = '?'] = iconv.decode(pair, encoding);
    return { text, code: undefined, wide: true };
  }

  #decodeUtf8(byte: number): DecodedCharacter | undefined {
    const isContinuation = (byte & 0xc0) === 0x80;
    // A sequence that is broken off prints nothing.
    if (!isContinuation) this.#pending = [];
    this.#pending.push(byte);
    const [first = 0] = this.#pending;
    const length = first < 0x80 ? 1 : first >= 0xf0 ? longestSequence : first >= 0xe0 ? 3 : 2;
    if (this.#pending.length < length) return undefined;
    const [text = '?'] = Buffer.from(this.#pending).toString('utf8');
    this.#pending = [];
    return { text, code: length === 1 ? byte : undefined, wide: isWide(text) };
  }
}

/** East Asian wide characters (Unicode, UAX #11), roughly. */
const isWide = (text: string) =>
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60]/u.test(
    text,
  ) && !/[\uff61-\uff9f]/.test(text);
