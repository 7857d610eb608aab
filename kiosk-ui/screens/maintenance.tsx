import { Actions } from '../components/actions.tsx';
import { Pictogram, ToneIcon } from '../components/icon.tsx';
import { Options } from '../components/options.tsx';
import { Title } from '../components/title.tsx';
import './maintenance.css';
import type { ScreenProps } from './screen-props.ts';

const deviceTones = { good: 'success', attention: 'attention', bad: 'error' } as const;

/** For technicians: the state of every device, a few facts, and tools. */
export function Maintenance({ view, press }: ScreenProps<'maintenance'>) {
  return (
    <>
      <Title title={view.title} />
      <ul className="devices">
        {view.devices.map(({ icon, name, state, tone }) => (
          <li className="device" data-tone={deviceTones[tone]} key={name}>
            <Pictogram icon={icon} />
            <span className="device-name">{name}</span>
            <span className="device-state">
              <ToneIcon tone={deviceTones[tone]} />
              {state}
            </span>
          </li>
        ))}
      </ul>
      <div className="lower-half">
        <div role="status">
          {view.notice && (
            <p className="notice" data-tone={view.notice.tone}>
              <ToneIcon tone={view.notice.tone} />
              <span>{view.notice.text}</span>
            </p>
          )}
        </div>
        <Options options={view.tools} press={press} />
        <dl className="facts">
          {view.facts.map(({ label, value }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <Actions actions={view.actions} press={press} />
      </div>
    </>
  );
}
