import type { TakingSnapshot } from '../taking.machine.ts';
import type { Say } from '../texts/texts.ts';
import type { Page } from './page.ts';

/** "Take your card", and the paper if there is one. Insists, and says in the end that the card was forgotten. */
export function takePage(taking: TakingSnapshot | undefined, paper: boolean, say: Say): Page {
  return {
    key: 'take',
    screen: {
      kind: 'take',
      title: say(paper ? 'take.title.card-and-paper' : 'take.title.card'),
      body: say(takeBody(taking)),
      things: paper ? ['card', 'paper'] : ['card'],
    },
    actions: [],
  };
}

function takeBody(taking: TakingSnapshot | undefined) {
  switch (taking?.value) {
    case 'insisting':
      return 'take.body.again';
    case 'recording':
    case 'forgotten':
      return 'take.body.forgotten';
    default:
      return 'take.body';
  }
}
