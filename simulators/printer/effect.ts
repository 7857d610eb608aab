/** What the printer has to do besides marking paper, once a command is executed. */
export type Effect =
  /** The paper moves; `rows` is how far, which is what takes time. */
  | { readonly kind: 'fed'; readonly rows: number }
  | { readonly kind: 'cut' }
  /** Bytes for the host. */
  | { readonly kind: 'reply'; readonly bytes: Uint8Array }
  /** What the printer tells of itself, now or from now on. */
  | { readonly kind: 'report'; readonly what: ReportRequest }
  | { readonly kind: 'presenter'; readonly action: 'present' | 'retract' | 'eject' }
  | { readonly kind: 'macro-definition' }
  | { readonly kind: 'macro-execution'; readonly times: number }
  /** Not a command that this printer has. */
  | { readonly kind: 'unknown'; readonly bytes: Uint8Array }
  /** A command that was understood and did not do what it says; why not. */
  | { readonly kind: 'notice'; readonly text: string };

export type ReportRequest =
  /** `GS r 1`, `ESC v`. */
  | 'paper'
  /** Custom's `GS E1`. */
  | 'paper-left'
  /** Custom's `GS e 6`. */
  | 'presenter'
  /** `GS a`. */
  | { readonly automatic: number }
  /** Custom's `GS E0`. */
  | { readonly automaticFull: boolean };
