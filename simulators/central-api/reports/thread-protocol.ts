import type { JournalEvent } from '../journal/event.ts';
import type { Reports, ReportsOptions } from './reports.ts';

/** What a thread of reports is started with. `address`: of the store. */
export interface ThreadStart extends Pick<ReportsOptions, 'recipients' | 'readsRecords'> {
  readonly address: string;
}

/** One call of `Reports`, numbered by the caller. */
export type ThreadCall = {
  [Name in keyof Reports]: {
    readonly id: number;
    readonly name: Name;
    readonly args: Parameters<Reports[Name]>;
  };
}[keyof Reports];

/** `started`: calls may come. */
export type ThreadMessage =
  | { readonly message: 'started' }
  | { readonly message: 'returned'; readonly id: number; readonly value: unknown }
  | { readonly message: 'threw'; readonly id: number; readonly thrown: Error }
  | { readonly message: 'event'; readonly event: JournalEvent };
