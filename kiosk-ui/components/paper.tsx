import type { PaperLine } from '@borne/state-machines/view';
import type { CSSProperties } from 'react';
import './paper.css';

/** The document as it will come out of the printer, line for line, on its paper. */
export function Paper({ lines }: { lines: readonly PaperLine[] }) {
  const width = Math.max(...lines.map(({ text, large }) => text.length * (large ? 2 : 1)), narrowest);
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

function Line({ line: { kind, text, align, bold, large } }: { line: PaperLine }) {
  if (kind === 'rule') return <hr className="paper-rule" />;
  if (kind === 'blank') return <div className="paper-blank" />;
  return (
    <p className="paper-line" data-align={align} data-bold={bold} data-large={large}>
      {text}
    </p>
  );
}
