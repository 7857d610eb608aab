import type { PrintedLine } from '@borne/domain/printed-line';

export type TextLine = Extract<PrintedLine, { kind: 'text' }>;

export interface Style {
  readonly align?: 'left' | 'center';
  readonly scale?: 1 | 2;
  readonly bold?: boolean;
}

/** What stands before a line that belongs to the one above it. */
export const indent = '  ';

/** One line of text in one style. */
export const textLine = (
  text: string,
  { align = 'left', scale = 1, bold = false }: Style = {},
): TextLine => ({
  kind: 'text',
  align,
  scale,
  runs: [bold ? { text, bold } : { text }],
});
