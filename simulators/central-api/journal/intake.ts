import type { Watermark } from '@borne/sync/contract/journal';
import type { Delivered } from './delivered.ts';

/** `kept`: records that were new. `gap`: earlier ones are missing. `forked`: it contradicts what is held. */
export type Ingested =
  | { readonly ingested: 'acknowledged'; readonly watermark: Watermark; readonly kept: number }
  | { readonly ingested: 'gap'; readonly watermark: Watermark }
  | { readonly ingested: 'forked'; readonly reason: string };

/**
 * Takes one batch, whole or not at all, in one transaction: locks the watermark of its epoch, judges, adds what is new, moves the
 * watermark. The caller acknowledges once this has resolved, that is once it is on disk. `now` in epoch milliseconds. The content
 * of the records is not looked at.
 */
export type Intake = (delivered: Delivered, now: number) => Promise<Ingested>;
