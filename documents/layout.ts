import type { PrintedLine } from '@borne/domain/printed-line';
import type { Block, DocumentModel } from './document-model.ts';
import { printable } from './printable.ts';

/** The narrowest paper on which a document stays legible. */
const narrowest = 24;

/**
 * Lays `document` out on lines of `columns` characters (48 on 80 mm paper). Words are wrapped, never cut, unless
 * one is longer than a line; a non-breaking space holds its neighbours together. Throws a `RangeError` under 24
 * columns: that is a mistake of the caller.
 */
export function layout(document: DocumentModel, columns: number): readonly PrintedLine[] {
  if (!Number.isInteger(columns) || columns < narrowest)
    throw new RangeError(
      `cannot lay out on ${columns} columns: expected a whole number, at least ${narrowest}`,
    );
  return document.blocks.flatMap((block) => lay(block, columns));
}

/** The text of one laid-out line, without its style or alignment. */
export function lineText(line: PrintedLine): string {
  return line.kind === 'text' ? line.runs.map((run) => run.text).join('') : '';
}

function lay(block: Block, columns: number): readonly PrintedLine[] {
  switch (block.kind) {
    case 'title':
      return wrap(block.text, Math.floor(columns / 2)).map((text) =>
        line(text, { scale: 2, align: 'center', bold: true }),
      );
    case 'heading':
      return wrap(block.text, columns).map((text) => line(text, { bold: true }));
    case 'mention':
      return wrap(block.text, columns).map((text) => line(text, { align: 'center', bold: true }));
    case 'paragraph':
      return wrap(block.text, columns).map((text) => line(text, { align: block.align ?? 'left' }));
    case 'field':
      return layField(printable(block.label), printable(block.value), columns);
    case 'rule':
      return [{ kind: 'rule' }];
    case 'space':
      return [{ kind: 'blank' }];
  }
}

/** Label to the left and value to the right; a value too long goes under its label, indented. */
function layField(label: string, value: string, columns: number): readonly PrintedLine[] {
  const gap = columns - label.length - value.length;
  if (gap >= 1) return [line(label + ' '.repeat(gap) + value)];
  const indent = '  ';
  return [
    ...wrap(label, columns).map((text) => line(text)),
    ...wrap(value, columns - indent.length).map((text) => line(indent + text)),
  ];
}

interface Style {
  readonly align?: 'left' | 'center';
  readonly scale?: 1 | 2;
  readonly bold?: boolean;
}

const line = (text: string, { align = 'left', scale = 1, bold = false }: Style = {}): PrintedLine => ({
  kind: 'text',
  align,
  scale,
  runs: [bold ? { text, bold } : { text }],
});

/** Breaks `text` at ordinary spaces into lines of at most `width` characters. Never empty. */
function wrap(text: string, width: number): readonly string[] {
  const words = printable(text)
    .split(' ')
    .flatMap((word) => (word === '' ? [] : pieces(word, width)));
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.length > 0 ? lines : [''];
}

/** A word longer than a line is broken after its hyphens when that helps, else where the line ends. */
function pieces(word: string, width: number): readonly string[] {
  if (word.length <= width) return [word];
  const hyphen = word.lastIndexOf('-', width - 1);
  const end = hyphen > 0 ? hyphen + 1 : width;
  return [word.slice(0, end), ...pieces(word.slice(end), width)];
}
