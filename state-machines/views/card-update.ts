import { formatDay } from '@borne/domain/calendar-date';
import type { CardChange, RightsEnd } from '@borne/sync/central/port';
import type { CardUpdateProgress, CardUpdateResult } from '../card-update.ts';
import {
  type CardUpdateContext,
  type CardUpdateSnapshot,
  isWorthARetry,
} from '../services/card-update.machine.ts';
import type { Say } from '../texts/texts.ts';
import type { Action, Screen, Tone } from '../view.ts';
import { momentText } from './moment.ts';
import { button, type Page, partingActions, type Surroundings, steps } from './page.ts';

/** The pages of the update of the card. */
export function cardUpdatePage(snapshot: CardUpdateSnapshot, surroundings: Surroundings): Page {
  const { context, value } = snapshot;
  const { say } = surroundings;
  if (!context.cardIsIn) return endingPage(say);
  if (typeof value === 'object')
    return value.updating === 'cancelling'
      ? cancellingPage(say)
      : updatingPage(context, value.updating === 'preparing', say);
  switch (value) {
    case 'readingAgain':
      return verifyingPage(say);
    case 'told':
      return context.result ? toldPage(context.result, context.left, surroundings) : endingPage(say);
    case 'toMenu':
    case 'toReading':
    case 'toLeave':
    case 'opposed':
    case 'cardGone':
      return endingPage(say);
  }
}

/** The card says that an update was begun and not ended: that is offered before anything else. */
export const unfinishedPage = (say: Say): Page => ({
  key: 'update-unfinished',
  screen: {
    kind: 'information',
    tone: 'attention',
    title: say('update.unfinished.title'),
    body: say('update.unfinished.body'),
    icon: 'card',
  },
  actions: [
    button(say('update.unfinished.finish'), { type: 'confirm' }),
    button(say('update.unfinished.later'), { type: 'back' }, 'secondary'),
    button(say('update.unfinished.leave'), { type: 'leave' }, 'quiet'),
  ],
});

const stepsOf = (at: 0 | 1 | 2 | 3, say: Say) =>
  steps(
    [say('update.step.ask'), say('update.step.read'), say('update.step.write'), say('update.step.verify')],
    at,
  );

const updatingPage = ({ progress, wrote }: CardUpdateContext, mayCancel: boolean, say: Say): Page => ({
  key: 'updating',
  screen: updatingScreen(progress, wrote, say),
  actions: mayCancel ? [button(say('action.cancel'), { type: 'back' }, 'secondary')] : [],
});

function updatingScreen(progress: CardUpdateProgress | null, wrote: boolean, say: Say): Screen {
  const title = say('update.title');
  if (progress === null)
    return { kind: 'progress', title, body: say('update.doing.ask'), steps: stepsOf(0, say) };
  const { phase, step, done, of } = progress;
  return {
    kind: 'progress',
    title,
    body: say(`update.doing.${step}`),
    steps: stepsOf(phase === 'read' ? 1 : 2, say),
    meter: { label: say(`update.count.${phase}`, { done, of }), done, of },
    ...(wrote && { caution: say('reading.caution') }),
  };
}

/** Everything is written, and known to be: what the card now holds is read for what comes next. */
const verifyingPage = (say: Say): Page => ({
  key: 'updating',
  screen: {
    kind: 'progress',
    title: say('update.title'),
    body: say('update.doing.read-again'),
    steps: stepsOf(3, say),
  },
  actions: [],
});

const waitPage = (key: string, title: string, say: Say): Page => ({
  key,
  screen: { kind: 'information', tone: 'neutral', title, body: say('starting.body'), icon: 'card' },
  actions: [],
});

const cancellingPage = (say: Say) => waitPage('update-cancelling', say('update.cancelling'), say);

/** The card is out, or about to be asked for. */
const endingPage = (say: Say) => waitPage('update-ending', say('update.ending'), say);

interface Told {
  readonly tone: Tone;
  readonly title: string;
  readonly body: string;
  readonly details?: readonly string[];
  readonly actions: readonly Action[];
}

function toldPage(
  result: CardUpdateResult,
  left: CardUpdateSnapshot['context']['left'],
  surroundings: Surroundings,
): Page {
  const { details = [], actions, ...told } = tell(result, left === 'unfinished', surroundings);
  return { key: `update-${result.update}`, screen: { kind: 'result', details, ...told }, actions };
}

function tell(result: CardUpdateResult, unfinished: boolean, surroundings: Surroundings): Told {
  const { say } = surroundings;
  const parting = { actions: partingActions(say) };
  switch (result.update) {
    case 'updated':
      if (unfinished) return { ...unfinishedTexts(say), actions: retryActions(say) };
      return {
        tone: 'success',
        title: say('update.updated.title'),
        body: untilText(result.rights, say),
        details: changesText(result.changed, say),
        ...parting,
      };
    case 'up-to-date':
      return {
        tone: 'success',
        title: say('update.up-to-date.title'),
        body: untilText(result.rights, say),
        ...parting,
      };
    case 'rights-ended': {
      const { until } = result.rights;
      return {
        tone: 'attention',
        title: until
          ? say('update.rights-ended.title', { day: formatDay(until) })
          : say('update.rights-ended.title.none'),
        body: say('update.rights-ended.body'),
        details: changesText(result.changed, say),
        ...parting,
      };
    }
    case 'unavailable':
      return {
        tone: 'attention',
        title: say('update.unavailable.title'),
        body: say('update.unavailable.body', { moment: momentText(result.reopensAt, surroundings) }),
        actions: otherServiceFirst(say),
      };
    case 'unknown-card':
      return {
        tone: 'attention',
        title: say('update.unknown-card.title'),
        body: say('update.unknown-card.body'),
        ...parting,
      };
    case 'refused':
    case 'opposed':
      return {
        tone: 'error',
        title: say('update.refused.title'),
        body: say('update.refused.body'),
        actions: [button(say('action.leave'), { type: 'leave' })],
      };
    case 'unreachable':
      if (result.error.code === 'refused')
        return {
          tone: 'attention',
          title: say('update.not-done.title'),
          body: say('refused.centre-refuses'),
          actions: otherServiceFirst(say),
        };
      return unfinished
        ? { ...unfinishedTexts(say), actions: retryActions(say) }
        : {
            tone: 'attention',
            title: say('update.unreachable.title'),
            body: say('update.unreachable.body'),
            actions: retryActions(say),
          };
    case 'interrupted':
      return interrupted(result, unfinished, say);
  }
}

function interrupted(
  result: Extract<CardUpdateResult, { update: 'interrupted' }>,
  unfinished: boolean,
  say: Say,
): Told {
  const actions = isWorthARetry(result) ? retryActions(say) : partingActions(say);
  if (unfinished) return { ...unfinishedTexts(say), actions };
  // Read again, the card bears no mark: it is whole, with what it held or with all of the update, which the retry tells.
  if (result.cardTouched)
    return {
      tone: 'attention',
      title: say('update.interrupted.title'),
      body: say('update.interrupted.body'),
      actions,
    };
  return {
    tone: 'attention',
    title: say('update.not-done.title'),
    body: say(`update.not-done.${result.why}`),
    actions,
  };
}

const unfinishedTexts = (say: Say) =>
  ({
    tone: 'attention',
    title: say('update.unfinished.title'),
    body: say('update.unfinished.again'),
  }) as const;

/** The keys matter to nobody when anything else changed. */
function changesText(changed: readonly CardChange[], say: Say): readonly string[] {
  const others = changed.filter((change) => change !== 'keys');
  return (others.length > 0 ? others : changed).map((change) => say(`update.changed.${change}`));
}

function untilText({ until }: RightsEnd, say: Say): string {
  return until ? say('update.until', { day: formatDay(until) }) : say('update.until.open');
}

const retryActions = (say: Say): readonly Action[] => [
  button(say('action.retry'), { type: 'confirm' }),
  ...partingActions(say, 'secondary'),
];

/** Documents are still offered. */
const otherServiceFirst = (say: Say): readonly Action[] => [
  button(say('action.back-to-menu'), { type: 'back' }),
  button(say('action.leave'), { type: 'leave' }, 'secondary'),
];
