import type { InsertionToken } from '@borne/device-drivers/card-reader/port';
import type { DeviceError } from '@borne/domain/device-error';
import type { Result } from '@borne/domain/result';
import type { VitaleContent } from '@borne/domain/rights';
import { assign, fromPromise, raise, type SnapshotFrom, sendTo, setup } from 'xstate';
import { outputOf } from '../actor-output.ts';
import type { CardUpdateProgress, CardUpdateResult } from '../card-update.ts';
import type { Delays } from '../delays.ts';
import type { KioskPorts } from '../ports.ts';
import { type CardUpdateReport, cardUpdateJob, updateOf } from './card-update-job.ts';
import type { ServiceEvent, ServiceInput, ServiceOutput } from './service.ts';

export interface CardUpdateContext {
  readonly token: InsertionToken;
  /** What the card holds; null from the moment the card leaves, and while what was read of it may be out of date. */
  readonly vitale: VitaleContent | null;
  readonly cardIsIn: boolean;
  /** Null until the centre has answered that there is something to look at. */
  readonly progress: CardUpdateProgress | null;
  /** This update began to write on the card. */
  readonly wrote: boolean;
  /** How the update ended; forgotten with the card. */
  readonly result: CardUpdateResult | null;
  /** What there is to say of it once the card is out. */
  readonly left: Left;
}

type Left = NonNullable<ServiceOutput['update']>;

type ReadOutput = Result<VitaleContent, DeviceError>;

/** The card of the visit, as it was last read. */
function cardOf({ vitale }: CardUpdateContext): VitaleContent {
  if (vitale === null) throw new Error('the card has left, or changed since it was read: nothing to update');
  return vitale;
}

const isTouched = (result: CardUpdateResult) => result.update === 'interrupted' && result.cardTouched;

/** Whether the card may hold something else than what was read of it. */
const mayHaveChanged = (result: CardUpdateResult) =>
  result.update === 'updated' || result.update === 'rights-ended' || isTouched(result);

/** An update of which nothing was heard for longer than its driver may take. */
const silent = ({ wrote }: CardUpdateContext): CardUpdateResult => ({
  update: 'interrupted',
  why: 'reader',
  cardTouched: wrote,
});

/** What can be tried again at once, by the person, with the card where it is. */
export const isWorthARetry = (result: CardUpdateResult) =>
  result.update === 'unreachable' || (result.update === 'interrupted' && result.why !== 'journal');

/** A result that says nothing of the card leaves things as they were `before`. */
function leftBy(result: CardUpdateResult, before: Left): Left {
  if (result.update === 'updated') return 'done';
  if (result.update === 'up-to-date' || result.update === 'rights-ended') return 'none';
  return isTouched(result) ? 'unfinished' : before;
}

/** The card has the last word: an update that was told as done is not while its mark is up. */
const leftAsRead = (told: Left, vitale: VitaleContent): Left =>
  told === 'done' && !vitale.updates?.open ? 'done' : leftOn(vitale);

const leftOn = ({ updates }: VitaleContent): Left => (updates?.open ? 'unfinished' : 'none');

/**
 * One update of the card: the centre is asked, the card is relayed to it, and is read again before anything is said or done
 * with what it holds. It can be given up until something is written. A card that leaves ends it, once what had begun is
 * journaled. So does a driver or a centre of which nothing is heard.
 */
export function cardUpdateMachine(
  ports: Pick<KioskPorts, 'cardReader' | 'cardUpdates' | 'journal'>,
  delays: Delays,
) {
  return setup({
    types: {
      context: {} as CardUpdateContext,
      events: {} as ServiceEvent | CardUpdateReport,
      input: {} as ServiceInput,
      output: {} as ServiceOutput,
      children: {} as { update: 'update'; read: 'read' },
    },
    actors: {
      update: cardUpdateJob,
      read: fromPromise<ReadOutput, { token: InsertionToken }>(({ input, signal }) =>
        ports.cardReader.readVitale(input.token, signal),
      ),
    },
    delays: { cardSilence: delays.cardSilence, updateSilence: delays.updateSilence },
    actions: {
      forget: assign({ vitale: null, result: null, cardIsIn: false }),
      giveUp: sendTo('update', { type: 'cancel' }),
      noteProgress: assign(({ context }, progress: CardUpdateProgress) => ({
        progress,
        wrote: context.wrote || progress.phase === 'write',
      })),
      endInSilence: raise(
        ({ context }): CardUpdateReport => ({
          type: 'update.ended',
          result: silent(context),
        }),
      ),
      keepResult: assign({ result: (_, result: CardUpdateResult) => result }),
      noteLeft: assign({ left: ({ context }, result: CardUpdateResult) => leftBy(result, context.left) }),
      doubtWhatWasRead: assign({ vitale: null }),
      keepCard: assign(({ context }, output: ReadOutput) =>
        output.ok ? { vitale: output.value, left: leftAsRead(context.left, output.value) } : {},
      ),
      startAfresh: assign({ progress: null, wrote: false, result: null }),
    },
    guards: {
      writes: (_, { phase }: CardUpdateProgress) => phase === 'write',
      cardIsGone: ({ context }) => !context.cardIsIn,
      wasCancelled: (_, result: CardUpdateResult) =>
        result.update === 'interrupted' && result.why === 'cancelled' && !result.cardTouched,
      isOpposed: (_, { update }: CardUpdateResult) => update === 'opposed',
      mayHaveChanged: (_, result: CardUpdateResult) => mayHaveChanged(result),
      isToBeReadAgain: ({ context }) => context.vitale === null,
      mayTryAgain: ({ context }) =>
        context.vitale !== null && context.result !== null && isWorthARetry(context.result),
      isServed: ({ context }) => context.result?.update !== 'refused',
    },
  }).createMachine({
    id: 'card-update',
    context: ({ input }) => ({
      token: input.token,
      vitale: input.vitale,
      cardIsIn: true,
      progress: null,
      wrote: false,
      result: null,
      left: leftOn(input.vitale),
    }),
    output: ({ context: { vitale, left }, event }) => ({
      next: event.output as ServiceOutput['next'],
      ...(vitale && { vitale }),
      update: left,
    }),
    initial: 'updating',
    states: {
      updating: {
        tags: 'busy',
        entry: 'startAfresh',
        invoke: {
          id: 'update',
          src: 'update',
          input: ({ context }) => {
            const { serial, updates } = cardOf(context);
            return updateOf(ports, { token: context.token, serial, ...(updates && { updates }) });
          },
        },
        on: {
          'card.gone': { target: '.leaving', actions: ['forget', 'giveUp'] },
          'update.ended': [
            {
              guard: 'cardIsGone',
              target: 'cardGone',
              actions: { type: 'noteLeft', params: ({ event }) => event.result },
            },
            { guard: { type: 'wasCancelled', params: ({ event }) => event.result }, target: 'toMenu' },
            { guard: { type: 'isOpposed', params: ({ event }) => event.result }, target: 'opposed' },
            {
              guard: { type: 'mayHaveChanged', params: ({ event }) => event.result },
              target: 'readingAgain',
              actions: [
                { type: 'keepResult', params: ({ event }) => event.result },
                { type: 'noteLeft', params: ({ event }) => event.result },
                'doubtWhatWasRead',
              ],
            },
            {
              target: 'told',
              actions: [
                { type: 'keepResult', params: ({ event }) => event.result },
                { type: 'noteLeft', params: ({ event }) => event.result },
              ],
            },
          ],
        },
        initial: 'preparing',
        states: {
          preparing: {
            after: { updateSilence: { actions: 'endInSilence' } },
            on: {
              'update.progress': [
                {
                  guard: { type: 'writes', params: ({ event }) => event.progress },
                  target: 'writing',
                  actions: { type: 'noteProgress', params: ({ event }) => event.progress },
                },
                {
                  target: 'preparing',
                  reenter: true,
                  actions: { type: 'noteProgress', params: ({ event }) => event.progress },
                },
              ],
              back: { target: 'cancelling', actions: 'giveUp' },
            },
          },
          cancelling: {
            after: { cardSilence: { actions: 'endInSilence' } },
            on: {
              'update.progress': {
                guard: { type: 'writes', params: ({ event }) => event.progress },
                target: 'writing',
                actions: { type: 'noteProgress', params: ({ event }) => event.progress },
              },
            },
          },
          writing: {
            after: { updateSilence: { actions: 'endInSilence' } },
            on: {
              // Another relay begins by reading: the card is half written all the same.
              'update.progress': {
                target: 'writing',
                reenter: true,
                actions: { type: 'noteProgress', params: ({ event }) => event.progress },
              },
            },
          },
          leaving: { after: { cardSilence: { actions: 'endInSilence' } } },
        },
      },

      readingAgain: {
        tags: 'busy',
        invoke: {
          id: 'read',
          src: 'read',
          input: ({ context }) => ({ token: context.token }),
          onDone: { target: 'told', actions: { type: 'keepCard', params: outputOf } },
          onError: 'told',
        },
        after: { cardSilence: 'told' },
        on: { 'card.gone': 'cardGone' },
      },

      told: {
        on: {
          confirm: [
            { guard: 'mayTryAgain', target: 'updating' },
            { guard: 'isToBeReadAgain', target: 'toReading' },
          ],
          back: [
            { guard: 'isToBeReadAgain', target: 'toReading' },
            { guard: 'isServed', target: 'toMenu' },
          ],
          leave: 'toLeave',
          'card.gone': 'cardGone',
        },
      },

      toMenu: { type: 'final', output: 'menu' },
      toReading: { type: 'final', output: 'read-again' },
      toLeave: { type: 'final', entry: 'forget', output: 'leave' },
      opposed: { type: 'final', entry: 'forget', output: 'opposed' },
      cardGone: { type: 'final', entry: 'forget', output: 'card-gone' },
    },
  });
}

export type CardUpdateSnapshot = SnapshotFrom<ReturnType<typeof cardUpdateMachine>>;
