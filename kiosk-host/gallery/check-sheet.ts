import type { DocumentModel } from '@borne/documents/document-model';
import { lineText } from '@borne/documents/layout/layout';
import { qrSymbol } from '@borne/documents/layout/qr-symbol';
import type { PaperFormat } from '@borne/domain/paper-format';
import type { PrintedLine } from '@borne/domain/printed-line';
import type { PrintedSheet } from './print-sheet.ts';
import { readCodes } from './read-codes.ts';

/** What differs between the paper and what was to be on it, at the first line that does; empty when none does. */
export function differences(
  lines: readonly PrintedLine[],
  { text }: Pick<PrintedSheet, 'text'>,
): readonly string[] {
  const wanted = inked(lines.flatMap((line) => (line.kind === 'text' ? [lineText(line)] : [])));
  const printed = inked(text.split('\n'));
  const first = wanted.findIndex((line, index) => line !== printed[index]);
  if (first >= 0)
    return [`line ${first + 1}: "${wanted[first]}" was to be printed, "${printed[first] ?? ''}" was`];
  return printed.length > wanted.length ? [`"${printed[wanted.length]}" was printed, and was not to be`] : [];
}

/** Lines that leave something on the paper; what ends them in white does not. */
const inked = (lines: readonly string[]) => lines.map((line) => line.trimEnd()).filter((line) => line !== '');

/**
 * The codes that a document has on that paper and that an independent reader cannot read from it. One that is too large for
 * the paper is not among them: the document says itself that it is missing.
 */
export function unreadableCodes(
  { blocks }: DocumentModel,
  format: PaperFormat,
  { png }: Pick<PrintedSheet, 'png'>,
): readonly string[] {
  const wanted = blocks.flatMap((block) =>
    block.kind === 'code' && qrSymbol(block.content, format).ok ? [block.content] : [],
  );
  if (wanted.length === 0) return [];
  const read = readCodes(png);
  return wanted
    .filter((content) => !read.includes(content))
    .map((content) => `code not read back: ${content}`);
}
