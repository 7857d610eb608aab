import { CircleAlert } from 'lucide-react';
import { Actions } from '../components/actions.tsx';
import { Keypad } from '../components/keypad.tsx';
import { Title } from '../components/title.tsx';
import { wordsIn } from '../words.ts';
import './entry.css';
import type { ScreenProps } from './screen-props.ts';

/** Digits entered on the keypad. The page never knows which: it draws as many dots as the host counts. */
export function Entry({ view, press }: ScreenProps<'entry'>) {
  const words = wordsIn(view.lang);
  const { filled, length } = view;
  return (
    <>
      <Title title={view.title} body={view.body} />
      <div className="dots" role="img" aria-label={words.digitsEntered(filled, length.max)} dir="ltr">
        {Array.from({ length: length.max }, (_, place) => place).map((place) => (
          <span
            className="dot"
            data-filled={place < filled}
            data-optional={place >= length.min}
            key={place}
          />
        ))}
      </div>
      <div role="alert">
        {view.error !== undefined && (
          <p className="entry-error">
            <CircleAlert aria-hidden="true" />
            <span>{view.error}</span>
          </p>
        )}
      </div>
      <div className="lower-half">
        <Keypad
          enabled={view.enabled}
          canAdd={filled < length.max}
          canErase={filled > 0}
          eraseLabel={words.erase}
          press={press}
        />
        <Actions actions={view.actions} press={press} />
      </div>
    </>
  );
}
