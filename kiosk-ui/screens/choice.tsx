import { Actions } from '../components/actions.tsx';
import { Options } from '../components/options.tsx';
import { ScrollArea } from '../components/scroll-area.tsx';
import { Title } from '../components/title.tsx';
import { wordsIn } from '../words.ts';
import type { ScreenProps } from './screen-props.ts';

/** One thing to choose among a few, or several to tick, then to confirm. */
export function Choice({ view, press }: ScreenProps<'choice'> | ScreenProps<'selection'>) {
  return (
    <>
      <Title title={view.title} body={view.body} />
      <div className="lower-half">
        <div className="answers">
          <ScrollArea words={wordsIn(view.lang)}>
            <Options options={view.options} press={press} />
          </ScrollArea>
        </div>
        <Actions actions={view.actions} press={press} />
      </div>
    </>
  );
}
