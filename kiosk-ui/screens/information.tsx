import { Actions } from '../components/actions.tsx';
import { Pictogram, ToneIcon } from '../components/icon.tsx';
import { Title } from '../components/title.tsx';
import './message.css';
import type { ScreenProps } from './screen-props.ts';

/** Something to know, and what to do about it. */
export function Information({ view, press }: ScreenProps<'information'>) {
  return (
    <>
      <div className="message" data-tone={view.tone}>
        <span className="message-sign">
          {view.icon === undefined ? <ToneIcon tone={view.tone} /> : <Pictogram icon={view.icon} />}
        </span>
        <Title title={view.title} body={view.body} />
      </div>
      <Actions actions={view.actions} press={press} />
    </>
  );
}
