import type { PaperLine } from '@borne/state-machines/view';
import type { CSSProperties } from 'react';
import './paper.css';

/** The document as it will come out of the printer, line for line, on its paper. */
export function Paper({ lines }: { lines: readonly PaperLine[] }) {
  const width = Math.max(...lines.map(columnsOf), narrowest);
  return (
    <div className="paper" style={{ '--columns': width } as CSSProperties}>
      {numbered(lines).map(({ number, line }) => (
        <Line line={line} key={number} />
      ))}
    </div>
  );
}

/** Columns of the narrowest paper: a short document does not grow to fill the screen. */
const narrowest = 42;

const numbered = (lines: readonly PaperLine[]) => lines.map((line, number) => ({ number, line }));

function columnsOf(line: PaperLine): number {
  if (line.kind === 'text') return line.text.length * (line.large ? 2 : 1);
  return line.kind === 'symbol' ? line.columns : 0;
}

function Line({ line }: { line: PaperLine }) {
  switch (line.kind) {
    case 'rule':
      return <hr className="paper-rule" />;
    case 'blank':
      return <div className="paper-blank" />;
    case 'symbol':
      return <Symbol2D rows={line.rows} columns={line.columns} />;
    case 'text':
      return (
        <p className="paper-line" data-align={line.align} data-bold={line.bold} data-large={line.large}>
          {line.text}
        </p>
      );
  }
}

/** The modules as one path: nothing to see between two dark ones. */
function Symbol2D({ rows, columns }: { rows: readonly string[]; columns: number }) {
  const runs = rows.flatMap((row, y) =>
    [...row.matchAll(/1+/g)].map(({ index, 0: run }) => `M${index} ${y}h${run.length}v1h-${run.length}z`),
  );
  return (
    <svg
      className="paper-symbol"
      viewBox={`0 0 ${rows[0]?.length ?? 0} ${rows.length}`}
      style={{ '--symbol-columns': columns } as CSSProperties}
      aria-hidden="true"
    >
      <path d={runs.join('')} />
    </svg>
  );
}
