import { ChevronDown, CircleCheck } from 'lucide-react';
import { Actions } from '../components/actions.tsx';
import { ToneIcon } from '../components/icon.tsx';
import { Title } from '../components/title.tsx';
import './attract.css';
import { CardScene } from './card-scene.tsx';
import type { ScreenProps } from './screen-props.ts';

/** Nobody is there: shows from afar what to do, and what can be done here. */
export function Attract({ view, press }: ScreenProps<'attract'>) {
  return (
    <>
      <CardScene />
      <div className="welcome">
        <Title title={view.title} body={view.body} />
        {view.notices && (
          <ul className="welcome-notices">
            {view.notices.map(({ tone, text }) => (
              <li data-tone={tone} key={text}>
                <ToneIcon tone={tone} />
                <span>{text}</span>
              </li>
            ))}
          </ul>
        )}
        {view.services.length > 0 && (
          <ul className="welcome-services">
            {view.services.map((service) => (
              <li key={service}>
                <CircleCheck aria-hidden="true" />
                <span>{service}</span>
              </li>
            ))}
          </ul>
        )}
        <div className="welcome-way" aria-hidden="true">
          <ChevronDown />
          <ChevronDown />
        </div>
        <Actions actions={view.actions} press={press} />
      </div>
    </>
  );
}
