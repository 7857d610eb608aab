import { Actions } from '../components/actions.tsx';
import { Options } from '../components/options.tsx';
import { Title } from '../components/title.tsx';
import type { ScreenProps } from './screen-props.ts';

/** One thing to choose among a few. */
export function Choice({ view, press }: ScreenProps<'choice'>) {
  return (
    <>
      <Title title={view.title} body={view.body} />
      <div className="lower-half">
        <Options options={view.options} press={press} />
        <Actions actions={view.actions} press={press} />
      </div>
    </>
  );
}
