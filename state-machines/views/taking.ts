import type { LeftPaperSnapshot } from '../left-paper.machine.ts';
import type { TakingSnapshot } from '../taking.machine.ts';
import type { Say } from '../texts/texts.ts';
import type { Page } from './page.ts';

/** What there is besides the card: paper to take, and an update of the card to end another time. */
interface Left {
  readonly paper?: boolean;
  readonly unfinished?: boolean;
}

/** "Take your card", and the paper if there is one. Insists, and says in the end that the card was forgotten. */
export function takePage(
  taking: TakingSnapshot | undefined,
  { paper = false, unfinished = false }: Left,
  say: Say,
): Page {
  return {
    key: 'take',
    screen: {
      kind: 'take',
      title: say(paper ? 'take.title.card-and-paper' : 'take.title.card'),
      body: say(takeBody(taking, unfinished)),
      things: paper ? ['card', 'paper'] : ['card'],
    },
    actions: [],
  };
}

/** "Take your document", to whoever has their card already and left it in the printer's mouth. */
export const takePaperPage = (leftPaper: LeftPaperSnapshot, say: Say): Page => ({
  key: 'take-paper',
  screen: {
    kind: 'take',
    title: say('take.title.paper'),
    body: say(leftPaper.matches('insisting') ? 'take.body.paper-again' : 'take.body.paper-waits'),
    things: ['paper'],
  },
  actions: [],
});

function takeBody(taking: TakingSnapshot | undefined, unfinished: boolean) {
  switch (taking?.value) {
    case 'insisting':
      return 'take.body.again';
    case 'recording':
    case 'forgotten':
      return 'take.body.forgotten';
    default:
      return unfinished ? 'take.body.unfinished' : 'take.body';
  }
}
