import type { PrintedLine, PrintedRun } from '@borne/domain/printed-line';
import type { PaperLine } from '../view.ts';

const textOf = (runs: readonly PrintedRun[]) => runs.map((run) => run.text).join('');

const blankLine = { text: '', align: 'left', bold: false, large: false } as const;

/** A printed line as the preview shows it. A line that mixes weights is shown in the weight of its longest part. */
export function paperLine(line: PrintedLine): PaperLine {
  if (line.kind !== 'text') return { kind: line.kind, ...blankLine };
  const bold = textOf(line.runs.filter((run) => run.bold));
  const text = textOf(line.runs);
  return {
    kind: 'text',
    text,
    align: line.align,
    bold: text.length > 0 && bold.length * 2 > text.length,
    large: line.scale === 2,
  };
}
