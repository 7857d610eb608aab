import { type CSSProperties, useEffect, useState } from 'react';
import { Actions } from '../components/actions.tsx';
import { Title } from '../components/title.tsx';
import { wordsIn } from '../words.ts';
import './message.css';
import './warning.css';
import type { ScreenProps } from './screen-props.ts';

/** Time is running out: how much is left, and how to have more. */
export function Warning({ view, press, now }: ScreenProps<'warning'>) {
  const left = useSecondsUntil(view.deadline, now);
  const [most] = useState(Math.max(left, 1));
  return (
    <>
      <div className="message" data-tone="attention">
        <div className="countdown" role="timer" style={{ '--part': left / most } as CSSProperties}>
          <svg viewBox="0 0 100 100" aria-hidden="true">
            <circle className="countdown-track" cx="50" cy="50" r="45" />
            <circle className="countdown-left" cx="50" cy="50" r="45" pathLength="1" />
          </svg>
          <p>
            <strong>{left}</strong>
            <span>{wordsIn(view.lang).secondsLeft}</span>
          </p>
        </div>
        <Title title={view.title} body={view.body} />
      </div>
      <Actions actions={view.actions} press={press} />
    </>
  );
}

/** Whole seconds until `deadline`, never negative; changes with each one that passes. */
function useSecondsUntil(deadline: number, now: () => number): number {
  const secondsLeft = () => Math.max(0, Math.ceil((deadline - now()) / 1_000));
  const [left, setLeft] = useState(secondsLeft);
  useEffect(() => {
    const look = () => setLeft(Math.max(0, Math.ceil((deadline - now()) / 1_000)));
    look();
    const ticks = setInterval(look, 200);
    return () => clearInterval(ticks);
  }, [deadline, now]);
  return left;
}
