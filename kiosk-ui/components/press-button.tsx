import type { Intent } from '@borne/state-machines/view';
import type { AriaAttributes, ReactNode } from 'react';
import { mayRepeat } from '../connection.ts';

interface PressButtonProps extends AriaAttributes {
  readonly className: string;
  readonly intent: Intent;
  readonly press: (intent: Intent) => void;
  readonly unavailable?: string | undefined;
  readonly role?: 'checkbox';
  readonly 'data-role'?: string;
  readonly children: ReactNode;
}

/**
 * The one way a screen sends an intent. What is unavailable keeps its place and can be reached and read, but sends
 * nothing. The second click of a double one is dropped: it would land on the screen that the first one opened.
 */
export function PressButton({ intent, press, unavailable, children, ...attributes }: PressButtonProps) {
  return (
    <button
      type="button"
      {...attributes}
      aria-disabled={unavailable === undefined ? undefined : true}
      onClick={({ detail: clicks }) => {
        if (unavailable === undefined && (clicks <= 1 || mayRepeat(intent))) press(intent);
      }}
    >
      {children}
    </button>
  );
}
