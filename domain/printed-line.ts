/** A stretch of one line in one style. */
export interface PrintedRun {
  readonly text: string;
  readonly bold?: boolean;
}

/**
 * One line of paper as laid out: what the preview shows and what the printer's encoder sends, so that the two
 * agree line for line. `scale` is the factor of the printer's Font A in both directions.
 */
export type PrintedLine =
  | {
      readonly kind: 'text';
      readonly align: 'left' | 'center' | 'right';
      readonly scale: 1 | 2;
      readonly runs: readonly PrintedRun[];
    }
  | { readonly kind: 'rule' }
  | { readonly kind: 'blank' }
  /**
   * A pattern of square modules, centred, as it is drawn: preview and printer show the same ones. A 2D code, or a ruler
   * or bars for a technician. `rows` has one string a row, all of one length: `1` for a dark module and `0` for a light
   * one, without quiet zone; a module is `moduleDots` dots of the printer wide and high, and `quietZone` light modules
   * are left on each side.
   */
  | {
      readonly kind: 'symbol';
      readonly rows: readonly string[];
      readonly moduleDots: number;
      readonly quietZone: number;
    };
