import type { JournalEvent } from '../journal/event.ts';
import type { Limits } from '../limits.ts';
import type { ReportsElsewhere, ReportsOptions } from './reports.ts';

/** What a thread of reports is started with. */
export interface ThreadStart extends Pick<ReportsOptions, 'recipients' | 'readsRecords'> {
  /** Of the store. */
  readonly address: string;
  /** Who waits to write in it, in the calling thread and in this one. */
  readonly writers: SharedArrayBuffer | undefined;
  /** Where kiosks are to deliver their journals; port 0 for any. */
  readonly listen: { readonly port: number; readonly host: string };
  /** As of the server that redirects them: names and addresses that kiosks reach it by, what one of them may ask for. */
  readonly names: readonly string[] | undefined;
  readonly limits: Limits | undefined;
  /** Records that the whole fleet may deliver in a second, in the long run. */
  readonly recordsPerSecond: number | undefined;
}

/** What the thread does for the calling one. */
export type ThreadCalls = Omit<ReportsElsewhere, 'deliveryPort'>;

/** One call, numbered by the caller. */
export type ThreadCall = {
  [Name in keyof ThreadCalls]: {
    readonly id: number;
    readonly name: Name;
    readonly args: Parameters<ThreadCalls[Name]>;
  };
}[keyof ThreadCalls];

/** `started`: kiosks and calls may come. `taken`: a batch was, in so many seconds. */
export type ThreadMessage =
  | { readonly message: 'started'; readonly port: number }
  | { readonly message: 'returned'; readonly id: number; readonly value: unknown }
  | { readonly message: 'threw'; readonly id: number; readonly thrown: Error }
  | { readonly message: 'event'; readonly event: JournalEvent }
  | { readonly message: 'taken'; readonly seconds: number };
