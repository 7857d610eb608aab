import type { Intent, ScreenKind, View } from '@borne/state-machines/view';

export interface ScreenNeeds {
  /** Sends an intent for the screen shown now. */
  readonly press: (intent: Intent) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface ScreenProps<Kind extends ScreenKind = ScreenKind> extends ScreenNeeds {
  readonly view: Extract<View, { kind: Kind }>;
}
