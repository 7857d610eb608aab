import { type AnyEventObject, fromCallback } from 'xstate';
import {
  type CardToUpdate,
  type CardUpdateOptions,
  type CardUpdatePorts,
  type CardUpdateProgress,
  type CardUpdateResult,
  updateCard,
} from '../card-update.ts';

/** What a running update tells the machine that started it. */
export type CardUpdateReport =
  | { readonly type: 'update.progress'; readonly progress: CardUpdateProgress }
  | { readonly type: 'update.ended'; readonly result: CardUpdateResult };

/**
 * An update as a closure over its card. A machine's snapshot holds the input of its actors: given as a closure, whose card it
 * is stays out of every snapshot, even when the card is pulled while the update ends.
 */
export interface CardUpdateJobInput {
  readonly update: (options: CardUpdateOptions) => Promise<CardUpdateResult>;
}

export const updateOf = (ports: CardUpdatePorts, card: CardToUpdate): CardUpdateJobInput => ({
  update: (options) => updateCard(ports, card, options),
});

/** Nobody knows what a broken program did to the card: it is presented again, and told then. */
const broken: CardUpdateResult = { update: 'interrupted', why: 'reader', cardTouched: true };

/**
 * Runs one update. Send it `cancel` to give it up before it writes; once it does, that is no longer heard. It always reports
 * how the update ended.
 */
export const cardUpdateJob = fromCallback<AnyEventObject, CardUpdateJobInput>(
  ({ input, receive, sendBack }) => {
    const report = (event: CardUpdateReport) => sendBack(event);
    const giveUp = new AbortController();
    let writes = false;
    receive((event) => {
      if (event.type === 'cancel' && !writes) giveUp.abort();
    });
    input
      .update({
        signal: giveUp.signal,
        onProgress: (progress) => {
          writes = progress.phase === 'write';
          report({ type: 'update.progress', progress });
        },
      })
      .then(
        (result) => report({ type: 'update.ended', result }),
        () => report({ type: 'update.ended', result: broken }),
      );
    return () => giveUp.abort();
  },
);
