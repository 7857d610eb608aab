import { ArrowDown, ArrowUp } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Words } from '../words.ts';
import './scroll-area.css';

interface ScrollAreaProps {
  readonly words: Words;
  /** Names an area that holds nothing to press, which a keyboard must then reach by itself (WCAG 2.1.1). */
  readonly name?: string;
  readonly children: ReactNode;
}

/** What may be longer than its place: moved by touch, by keyboard, or by two buttons that come when it is. */
export function ScrollArea({ words, name, children }: ScrollAreaProps) {
  const { area, before, after, turn } = usePages();
  const reach = name === undefined ? {} : { role: 'region', 'aria-label': name, tabIndex: 0 };
  return (
    <div className="scroll">
      <div className="scroll-area" ref={area} {...reach}>
        {children}
      </div>
      {(before || after) && (
        <div className="scroll-turns">
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
  );
}

/** Where a scrolling area stands: whether something lies `before` or `after` what it shows, and how to move. */
function usePages() {
  const area = useRef<HTMLDivElement>(null);
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
