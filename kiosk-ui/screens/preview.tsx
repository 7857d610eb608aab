import { Actions } from '../components/actions.tsx';
import { Paper } from '../components/paper.tsx';
import { ScrollArea } from '../components/scroll-area.tsx';
import { Title } from '../components/title.tsx';
import { wordsIn } from '../words.ts';
import './preview.css';
import type { ScreenProps } from './screen-props.ts';

/** The document before it is printed. */
export function Preview({ view, press }: ScreenProps<'preview'>) {
  const words = wordsIn(view.lang);
  return (
    <>
      <Title title={view.title} body={view.body} />
      <div className="preview">
        <ScrollArea words={words} name={words.paper}>
          <Paper lines={view.paper} />
        </ScrollArea>
      </div>
      <Actions actions={view.actions} press={press} />
    </>
  );
}
