import { Actions } from '../components/actions.tsx';
import { Title } from '../components/title.tsx';
import './message.css';
import type { ScreenProps } from './screen-props.ts';

/** The kiosk cannot serve now. */
export function OutOfService({ view, press }: ScreenProps<'out-of-service'>) {
  return (
    <>
      <div className="message" data-tone="neutral">
        <svg className="message-scene" viewBox="0 0 120 120" aria-hidden="true">
          <circle className="scene-sun" cx="60" cy="60" r="54" />
          <rect className="kiosk-body" x="36" y="22" width="48" height="76" rx="6" />
          <rect className="kiosk-screen" x="42" y="28" width="36" height="46" rx="3" />
          <path className="kiosk-asleep" d="M52 46q4 5 8 0m0 0q4 5 8 0M54 58h12" />
          <rect className="scene-slot" x="46" y="82" width="28" height="4" rx="2" />
        </svg>
        <Title title={view.title} body={view.body} />
      </div>
      <Actions actions={view.actions} press={press} />
    </>
  );
}
