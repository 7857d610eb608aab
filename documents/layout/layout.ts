import type { PaperFormat } from '@borne/domain/paper-format';
import type { PrintedLine } from '@borne/domain/printed-line';
import type { Block, DocumentModel, Words } from '../document-model.ts';
import { layField } from './field-layout.ts';
import { layGauge } from './gauges.ts';
import { qrSymbol } from './qr-symbol.ts';
import { layTable } from './table-layout.ts';
import { indent, type Style, textLine } from './text-line.ts';
import { wrap } from './wrap.ts';

/** The narrowest paper on which a document stays legible. */
const narrowest = 24;

/**
 * Lays `document` out for a paper: 48 or 42 columns on 80 mm, 32 on 58 mm. Words are wrapped, never cut, unless one is
 * longer than a line; a non-breaking space holds its neighbours together. Throws a `RangeError` under 24 columns: that
 * is a mistake of the caller.
 */
export function layout(document: DocumentModel, format: PaperFormat): readonly PrintedLine[] {
  const { columns } = format;
  if (!Number.isInteger(columns) || columns < narrowest)
    throw new RangeError(
      `cannot lay out on ${columns} columns: expected a whole number, at least ${narrowest}`,
    );
  return document.blocks.flatMap((block) => lay(block, format));
}

/** The text of one laid-out line, without its style or alignment. */
export function lineText(line: PrintedLine): string {
  return line.kind === 'text' ? line.runs.map((run) => run.text).join('') : '';
}

function lay(block: Block, format: PaperFormat): readonly PrintedLine[] {
  const { columns } = format;
  switch (block.kind) {
    case 'title':
      return [
        ...wrap(block.text, Math.floor(columns / 2)).map((text) =>
          textLine(text, { scale: 2, align: 'center', bold: true }),
        ),
        ...layWords(block.second, columns, { align: 'center' }),
      ];
    case 'heading':
      return layBoth(block, columns, { bold: true });
    case 'mention':
      return layBoth(block, columns, { align: 'center', bold: true });
    case 'paragraph':
      return layParagraph(block, columns);
    case 'field':
      return layField(block.label, block.value, columns);
    case 'table':
      return layTable(block, columns);
    case 'code':
      return layCode(block, format);
    case 'gauge':
      return layGauge(block.gauge, format);
    case 'rule':
      return [{ kind: 'rule' }];
    case 'space':
      return [{ kind: 'blank' }];
  }
}

function layParagraph(
  { align = 'left', ...words }: Extract<Block, { kind: 'paragraph' }>,
  columns: number,
): readonly PrintedLine[] {
  if (align !== 'indented') return layBoth(words, columns, { align });
  return wrap(words.text, columns - indent.length).map((text) => textLine(indent + text));
}

/** The French in its style, and the second language under it, never in bold. */
const layBoth = ({ text, second }: Words, columns: number, style: Style) => [
  ...layWords(text, columns, style),
  ...layWords(second, columns, { ...style, bold: false }),
];

const layWords = (text: string | undefined, columns: number, style: Style) =>
  text === undefined ? [] : wrap(text, columns).map((each) => textLine(each, style));

/** A code that does not fit is said to be missing: a document that ought to have one never just lacks it. */
function layCode(
  { content, caption, otherwise }: Extract<Block, { kind: 'code' }>,
  format: PaperFormat,
): readonly PrintedLine[] {
  const symbol = qrSymbol(content, format);
  if (!symbol.ok) return layBoth(otherwise, format.columns, { align: 'center', bold: true });
  return [symbol.value, ...caption.flatMap((words) => layBoth(words, format.columns, { align: 'center' }))];
}
