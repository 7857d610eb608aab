import { Bitmap } from '../bitmap.ts';
import type { PrinterModel } from '../models.ts';
import type { Piece } from '../modes/piece.ts';
import type { DecodedCharacter } from './character-decoder.ts';
import type { CharacterStyle, KanjiStyle } from './character-style.ts';
import { type Font, fonts, hollowBox } from './fonts.ts';

/** Side of a Kanji, in dots, and how much of it is above the line that letters stand on. */
const kanjiSide = 24;
const kanjiBaseline = 19;
/** Bytes of drawn characters that are kept: a receipt needs far fewer. */
const mostKept = 4 * 1024 * 1024;
/** What keeping one takes beside its dots, about. */
const overhead = 256;

/** Characters that the host defined (`ESC &`), by font and code. */
export type DefinedCharacters = ReadonlyMap<string, Bitmap>;

export const definedKey = (font: CharacterStyle['font'], code: number) => `${font}${code}`;

/** Draws characters in their styles, and keeps what it drew. */
export class CharacterCells {
  readonly #model: PrinterModel;
  /** By style, then by character. */
  readonly #drawn = new Map<string, Map<string, Piece>>();
  #keptBytes = 0;
  #last: { style: CharacterStyle; kanji: KanjiStyle; spacing: number; drawn: Map<string, Piece> } | undefined;

  constructor(model: PrinterModel) {
    this.#model = model;
  }

  /** Size and baseline of the cells of `style`'s font, before enlargement. */
  font({ font, emphasized, doubleStrike }: CharacterStyle): Font {
    const { a, b, c = b } = this.#model.fonts;
    const size = { a, b, c }[font];
    return fonts[size][emphasized || doubleStrike ? 'bold' : 'regular'];
  }

  /**
   * `character` as it prints, with the white to its right.
   *
   * @param spacing dots of that white, before enlargement.
   */
  cell(character: DecodedCharacter, style: CharacterStyle, kanji: KanjiStyle, spacing: number): Piece {
    const drawn = this.#drawnIn(style, kanji, spacing);
    const key = character.wide ? `wide ${character.text}` : character.text;
    const known = drawn.get(key);
    if (known) return known;
    const piece = character.wide
      ? this.#draw(kanjiGlyph, kanjiBaseline, character.text, { ...style, ...kanji }, spacing)
      : this.#drawNarrow(character.text, style, spacing);
    drawn.set(key, piece);
    this.#keptBytes += piece.bitmap.bytes.length + overhead;
    if (this.#keptBytes > mostKept) this.#forget();
    return piece;
  }

  #forget(): void {
    this.#drawn.clear();
    this.#last = undefined;
    this.#keptBytes = 0;
  }

  /** What was drawn in a style so far. Most characters come in the style of the one before. */
  #drawnIn(style: CharacterStyle, kanji: KanjiStyle, spacing: number): Map<string, Piece> {
    const last = this.#last;
    if (last && last.style === style && last.kanji === kanji && last.spacing === spacing) return last.drawn;
    const key = [...Object.values(style), ...Object.values(kanji), spacing].join();
    const drawn = this.#drawn.get(key) ?? new Map<string, Piece>();
    this.#drawn.set(key, drawn);
    this.#keptBytes += overhead;
    this.#last = { style, kanji, spacing, drawn };
    return drawn;
  }

  /** A character of the host's own. */
  definedCell(glyph: Bitmap, text: string, style: CharacterStyle, spacing: number): Piece {
    const { width, height, baseline } = this.font(style);
    const cell = new Bitmap(width, height);
    cell.draw(glyph, 0, 0);
    return this.#draw(cell, baseline, text, style, spacing);
  }

  #drawNarrow(text: string, style: CharacterStyle, spacing: number): Piece {
    const font = this.font(style);
    return this.#draw(font.glyph(text), font.baseline, text, style, spacing);
  }

  #draw(
    glyph: Bitmap,
    baseline: number,
    text: string,
    { scaleX, scaleY, underline, reverse, rotated }: CharacterStyle,
    spacing: number,
  ): Piece {
    let cell = glyph.scaled(scaleX, scaleY);
    if (spacing > 0) {
      const wider = new Bitmap(cell.width + spacing * scaleX, cell.height);
      wider.draw(cell, 0, 0);
      cell = wider;
    }
    // Neither reverse nor rotated characters are underlined (Epson, ESC -).
    if (underline > 0 && !reverse && !rotated) {
      const underlined = new Bitmap(cell.width, cell.height);
      underlined.draw(cell, 0, 0);
      underlined.fill(0, cell.height - underline, cell.width, underline);
      cell = underlined;
    }
    if (reverse) cell = cell.inverted();
    if (rotated) return { bitmap: cell.turned(1), ascent: cell.width, text };
    return { bitmap: cell, ascent: baseline * scaleY, text };
  }
}

/** There is no Kanji font here: the paper shows where one stands, the text which it is. */
const kanjiGlyph = hollowBox(kanjiSide, kanjiSide);
