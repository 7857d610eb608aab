import type { DocumentModel } from '@borne/documents/document-model';
import { lineText } from '@borne/documents/layout';
import type { PrintedLine } from '@borne/domain/printed-line';
import type { PrintedSheet } from './print-sheet.ts';
import { readCodes } from './read-codes.ts';

/** What differs between the paper and what was to be on it; empty when nothing does. */
export function differences(
  lines: readonly PrintedLine[],
  { text }: Pick<PrintedSheet, 'text'>,
): readonly string[] {
  const wanted = lines.flatMap((line) => (line.kind === 'text' ? [lineText(line).trimEnd()] : []));
  const found = text.split('\n').map((line) => line.trimEnd());
  const printed = found.filter((line) => line !== '');
  const expected = wanted.filter((line) => line !== '');
  return Array.from({ length: Math.max(printed.length, expected.length) }, (_, index) => index)
    .filter((index) => printed[index] !== expected[index])
    .map(
      (index) =>
        `line ${index + 1}: "${expected[index] ?? ''}" was to be printed, "${printed[index] ?? ''}" was`,
    );
}

/** The codes that a document has and that cannot be read from its paper, by an independent reader. */
export function unreadableCodes(
  { blocks }: DocumentModel,
  { png }: Pick<PrintedSheet, 'png'>,
): readonly string[] {
  const wanted = blocks.flatMap((block) => (block.kind === 'code' ? [block.content] : []));
  if (wanted.length === 0) return [];
  const read = readCodes(png);
  return wanted
    .filter((content) => !read.includes(content))
    .map((content) => `code not read back: ${content}`);
}
