/** What happens to journals at the centre. Holds no personal data. */
export type JournalEvent =
  | {
      readonly event: 'records-kept';
      readonly kiosk: string;
      readonly epoch: string;
      readonly to: number;
      readonly kept: number;
    }
  | { readonly event: 'operations-changed'; readonly kiosk: string; readonly epoch: string }
  | { readonly event: 'gap'; readonly kiosk: string; readonly epoch: string; readonly from: number }
  | { readonly event: 'forked'; readonly kiosk: string; readonly epoch: string; readonly reason: string }
  | {
      readonly event: 'quarantined';
      readonly kiosk: string;
      readonly epoch: string;
      readonly seq: number;
      readonly reason: string;
    }
  /** Nothing of a journal is read from `seq` on: it is sealed to a key that is not held here. */
  | {
      readonly event: 'unopened';
      readonly kiosk: string;
      readonly epoch: string;
      readonly seq: number;
      readonly key: string;
    }
  | { readonly event: 'failed'; readonly reason: string };

/** Something that nobody was told of otherwise. */
export const failed = (error: unknown): JournalEvent => ({
  event: 'failed',
  reason: error instanceof Error ? error.message : String(error),
});
