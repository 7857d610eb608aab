import type { ScreenKind } from '@borne/state-machines/view';

/** Complete by its type: a kind added to the View is a type error here until it is named. */
const kinds: Record<ScreenKind, true> = {
  attract: true,
  choice: true,
  selection: true,
  entry: true,
  preview: true,
  progress: true,
  result: true,
  information: true,
  take: true,
  warning: true,
  'out-of-service': true,
  maintenance: true,
};

export function isScreenKind(kind: unknown): kind is ScreenKind {
  return typeof kind === 'string' && Object.hasOwn(kinds, kind);
}
