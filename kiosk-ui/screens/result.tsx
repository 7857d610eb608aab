import { Actions } from '../components/actions.tsx';
import { ToneIcon } from '../components/icon.tsx';
import { Title } from '../components/title.tsx';
import './message.css';
import type { ScreenProps } from './screen-props.ts';

/** How what was asked for ended. */
export function Result({ view, press }: ScreenProps<'result'>) {
  return (
    <>
      <div className="message" data-tone={view.tone}>
        <span className="message-sign">
          <ToneIcon tone={view.tone} />
        </span>
        <Title title={view.title} body={view.body} />
        {view.details.length > 0 && (
          <ul className="message-details">
            {view.details.map((detail) => (
              <li key={detail}>{detail}</li>
            ))}
          </ul>
        )}
      </div>
      <Actions actions={view.actions} press={press} />
    </>
  );
}
