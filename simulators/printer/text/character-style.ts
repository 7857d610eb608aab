/** How a character looks, whatever character it is. */
export interface CharacterStyle {
  /** `ESC M`. */
  readonly font: 'a' | 'b' | 'c';
  /** `ESC E`, `ESC G`. */
  readonly emphasized: boolean;
  readonly doubleStrike: boolean;
  /** `ESC -`: thickness in dots. */
  readonly underline: 0 | 1 | 2;
  /** `GS B`. */
  readonly reverse: boolean;
  /** `GS !`: 1 to 8. */
  readonly scaleX: number;
  readonly scaleY: number;
  /** `ESC SP`, in motion units. */
  readonly spacing: number;
  /** `ESC V`. */
  readonly rotated: boolean;
}

export const defaultStyle: CharacterStyle = {
  font: 'a',
  emphasized: false,
  doubleStrike: false,
  underline: 0,
  reverse: false,
  scaleX: 1,
  scaleY: 1,
  spacing: 0,
  rotated: false,
};

/** How Kanji look beyond that (`FS !`, `FS -`, `FS W`, `FS S`). */
export interface KanjiStyle {
  readonly scaleX: number;
  readonly scaleY: number;
  readonly underline: 0 | 1 | 2;
  /** In motion units. */
  readonly spacingLeft: number;
  readonly spacingRight: number;
}

export const defaultKanjiStyle: KanjiStyle = {
  scaleX: 1,
  scaleY: 1,
  underline: 0,
  spacingLeft: 0,
  spacingRight: 0,
};
