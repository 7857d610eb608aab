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
  | { readonly kind: 'blank' };
