import { useEffect, useRef } from 'react';

/**
 * The screen's heading and the sentence under it. Takes the focus when the screen appears, so that a screen
 * reader and the next press of Tab start from the top; within another page (the bench), only when the person is
 * already in this one.
 */
export function Title({ title, body }: { title: string; body?: string | undefined }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (window.parent === window || document.hasFocus()) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className="title">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {body !== undefined && <p className="title-body">{body}</p>}
    </div>
  );
}
