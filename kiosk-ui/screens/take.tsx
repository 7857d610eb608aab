import { Actions } from '../components/actions.tsx';
import { CardDrawing } from '../components/card-drawing.tsx';
import { Title } from '../components/title.tsx';
import './message.css';
import './take.css';
import type { ScreenProps } from './screen-props.ts';

/** What to take away before leaving. */
export function Take({ view, press }: ScreenProps<'take'>) {
  return (
    <>
      <div className="message">
        <div className="take-things" data-count={view.things.length}>
          {view.things.map((thing) =>
            thing === 'card' ? <CardOut key={thing} /> : <PaperOut key={thing} />,
          )}
        </div>
        <Title title={view.title} body={view.body} />
      </div>
      <Actions actions={view.actions} press={press} />
    </>
  );
}

function CardOut() {
  return (
    <svg className="take-thing" viewBox="0 0 100 120" aria-hidden="true">
      <clipPath id="card-out">
        <rect width="100" height="96" />
      </clipPath>
      <g clipPath="url(#card-out)">
        <g className="coming-up">
          <CardDrawing x={24} y={14} width={52} />
        </g>
      </g>
      <rect className="scene-slot-plate" x="6" y="88" width="88" height="22" rx="11" />
      <rect className="scene-slot" x="16" y="94" width="68" height="5" rx="2.5" />
    </svg>
  );
}

function PaperOut() {
  return (
    <svg className="take-thing" viewBox="0 0 100 120" aria-hidden="true">
      <rect className="scene-slot-plate" x="6" y="8" width="88" height="22" rx="11" />
      <rect className="scene-slot" x="16" y="19" width="68" height="5" rx="2.5" />
      <clipPath id="paper-out">
        <rect y="22" width="100" height="98" />
      </clipPath>
      <g clipPath="url(#paper-out)">
        <g className="coming-down">
          <path
            className="paper-sheet"
            d="M24 10h52v96l-4.3-3-4.4 3-4.3-3-4.3 3-4.4-3-4.3 3-4.3-3-4.4 3-4.3-3-4.3 3-4.4-3-4.3 3Z"
          />
          <path className="paper-print" d="M34 40h32M38 50h24M34 62h32M34 70h32M34 78h20" />
        </g>
      </g>
    </svg>
  );
}
