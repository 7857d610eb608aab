import type { PrintedLine, PrintedRun } from '@borne/domain/printed-line';
import type { PaperLine } from '../view.ts';

const textOf = (runs: readonly PrintedRun[]) => runs.map((run) => run.text).join('');

/** Dots of one character of the printer's Font A. */
const fontWidth = 12;

/** A printed line as the preview shows it. A line that mixes weights is shown in the weight of its longest part. */
export function paperLine(line: PrintedLine): PaperLine {
  switch (line.kind) {
    case 'rule':
    case 'blank':
      return { kind: line.kind };
    case 'symbol': {
      const { rows, moduleDots } = line;
      return { kind: 'symbol', rows, columns: ((rows[0]?.length ?? 0) * moduleDots) / fontWidth };
    }
    case 'text': {
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
  }
}
