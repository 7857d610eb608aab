import { Actions } from '../components/actions.tsx';
import { Options } from '../components/options.tsx';
import { Title } from '../components/title.tsx';
import type { ScreenProps } from './screen-props.ts';

/** Several things to tick, then to confirm. */
export function Selection({ view, press }: ScreenProps<'selection'>) {
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
