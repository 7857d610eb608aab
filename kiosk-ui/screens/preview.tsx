import { ArrowDown, ArrowUp } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Actions } from '../components/actions.tsx';
import { Paper } from '../components/paper.tsx';
import { Title } from '../components/title.tsx';
import { wordsIn } from '../words.ts';
import './preview.css';
import type { ScreenProps } from './screen-props.ts';

/** The document before it is printed. Longer than the screen, it is moved by touch, by keyboard or by two buttons. */
export function Preview({ view, press }: ScreenProps<'preview'>) {
  const words = wordsIn(view.lang);
  const { area, before, after, turn } = usePages();
  return (
    <>
      <Title title={view.title} body={view.body} />
      <div className="preview">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1) */}
        <section className="preview-area" aria-label={words.paper} ref={area} tabIndex={0}>
          <Paper lines={view.paper} />
        </section>
        {(before || after) && (
          <div className="preview-turns">
            <button type="button" className="turn" aria-disabled={!before} onClick={() => turn(-1)}>
              <ArrowUp aria-hidden="true" />
              <span>{words.scrollUp}</span>
            </button>
            <button type="button" className="turn" aria-disabled={!after} onClick={() => turn(1)}>
              <ArrowDown aria-hidden="true" />
              <span>{words.scrollDown}</span>
            </button>
          </div>
        )}
      </div>
      <Actions actions={view.actions} press={press} />
    </>
  );
}

/** Where a scrolling area stands: whether something lies `before` or `after` what it shows, and how to move. */
function usePages() {
  const area = useRef<HTMLElement>(null);
  const [hidden, setHidden] = useState({ before: false, after: false });
  useEffect(() => {
    const element = area.current;
    if (!element) return;
    const look = () => {
      const { scrollTop, clientHeight, scrollHeight } = element;
      setHidden({ before: scrollTop > 1, after: scrollTop + clientHeight < scrollHeight - 1 });
    };
    const resizes = new ResizeObserver(look);
    resizes.observe(element);
    for (const child of element.children) resizes.observe(child);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      resizes.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  const turn = (pages: number) => {
    const element = area.current;
    element?.scrollBy({ top: pages * element.clientHeight * 0.8 });
  };
  return { area, ...hidden, turn };
}
