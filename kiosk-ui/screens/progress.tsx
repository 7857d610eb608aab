import type { Step } from '@borne/state-machines/view';
import { Check, Ellipsis, TriangleAlert, X } from 'lucide-react';
import { Actions } from '../components/actions.tsx';
import { Title } from '../components/title.tsx';
import { wordsIn } from '../words.ts';
import './message.css';
import './progress.css';
import type { ScreenProps } from './screen-props.ts';

/** Something takes a while: its steps, where it stands, and what not to do meanwhile. */
export function Progress({ view, press }: ScreenProps<'progress'>) {
  const { stepState } = wordsIn(view.lang);
  const current = view.steps.find(({ state }) => state === 'current');
  return (
    <>
      <div className="message">
        {current && <span className="working" />}
        <Title title={view.title} body={view.body} />
        <ol className="steps">
          {view.steps.map(({ label, state }) => (
            <li
              className="step"
              data-state={state}
              aria-current={state === 'current' ? 'step' : undefined}
              key={label}
            >
              <span className="step-sign">{signs[state]}</span>
              <span>
                {label} <span className="unseen">({stepState[state]})</span>
              </span>
            </li>
          ))}
        </ol>
        {view.meter && <Meter {...view.meter} />}
      </div>
      <p className="unseen" role="status">
        {current?.label}
      </p>
      {view.caution !== undefined && (
        <p className="caution">
          <TriangleAlert aria-hidden="true" />
          <span>{view.caution}</span>
        </p>
      )}
      <Actions actions={view.actions} press={press} />
    </>
  );
}

/** How far the current step has come, as a bar and in words. */
function Meter({ label, done, of }: NonNullable<ScreenProps<'progress'>['view']['meter']>) {
  return (
    <div className="meter">
      <progress aria-label={label} value={done} max={of} />
      <span className="meter-label">{label}</span>
    </div>
  );
}

const signs: Record<Step['state'], React.ReactNode> = {
  done: <Check aria-hidden="true" />,
  current: <Ellipsis aria-hidden="true" />,
  waiting: null,
  failed: <X aria-hidden="true" />,
};
