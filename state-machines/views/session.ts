import type { AttestationSnapshot } from '../services/attestation.machine.ts';
import type { CardUpdateSnapshot } from '../services/card-update.machine.ts';
import { catalogue } from '../services/catalogue.ts';
import type { SessionContext, SessionSnapshot } from '../session.machine.ts';
import type { Say } from '../texts/texts.ts';
import type { Option } from '../view.ts';
import { attestationPage } from './attestation.ts';
import { cardUpdatePage, unfinishedPage } from './card-update.ts';
import { button, nameOf, type Page, printingUnavailable, type Surroundings } from './page.ts';
import { notOffered } from './reference.ts';
import { takePage } from './taking.ts';

/** The pages of a visit. Whose visit it is is said on all of them, for as long as the session knows it. */
export function sessionPage(snapshot: SessionSnapshot, surroundings: Surroundings): Page {
  const page = stagePage(snapshot, surroundings);
  const vitale = cardShown(snapshot);
  return vitale === null ? page : { ...page, holder: nameOf(vitale.people[0]) };
}

/** A service that may have changed the card knows better what it holds. */
function cardShown({ context, children }: SessionSnapshot): SessionContext['vitale'] {
  const service = children.service?.getSnapshot();
  return service && isCardUpdate(service) ? service.context.vitale : context.vitale;
}

type ServiceSnapshot = AttestationSnapshot | CardUpdateSnapshot;

const isCardUpdate = (service: ServiceSnapshot): service is CardUpdateSnapshot =>
  service.machine.id === 'card-update';

function stagePage(snapshot: SessionSnapshot, surroundings: Surroundings): Page {
  const { context, children } = snapshot;
  const { say } = surroundings;
  if (typeof snapshot.value === 'object') return openPage(snapshot, surroundings);
  switch (snapshot.value) {
    case 'reading':
      return readingPage('read', say);
    case 'unreadable':
      return unreadablePage(context, say);
    case 'opposed':
      return opposedPage(say);
    case 'faulty':
      return faultPage(say);
    case 'taking': {
      const { printer } = surroundings;
      const wasTaken = printer.printer === 'connected' && printer.presenter === 'empty';
      const paper = !wasTaken && (context.paper === 'printed' || context.paper === 'in-doubt');
      return takePage(
        children.taking?.getSnapshot(),
        { paper, unfinished: context.update === 'unfinished' },
        say,
      );
    }
    case 'farewell':
    case 'ended':
      return farewellPage(context, say);
  }
}

function openPage(snapshot: SessionSnapshot, surroundings: Surroundings): Page {
  const { context, children } = snapshot;
  const { say } = surroundings;
  const service = children.service?.getSnapshot();
  if (snapshot.matches({ open: { attention: 'warned' } }) && context.vitale !== null)
    return {
      key: 'warning',
      screen: {
        kind: 'warning',
        title: say('warning.title'),
        body: say('warning.body'),
        deadline: context.warnedUntil,
      },
      actions: [
        button(say('action.stay'), { type: 'stay' }),
        button(say('action.leave'), { type: 'leave' }, 'secondary'),
      ],
    };
  if (snapshot.matches({ open: { stage: 'unfinished' } })) return unfinishedPage(say);
  if (snapshot.matches({ open: { stage: 'serving' } }) && service)
    return isCardUpdate(service)
      ? cardUpdatePage(service, surroundings)
      : attestationPage(service, surroundings);
  return {
    key: 'menu',
    screen: {
      kind: 'choice',
      title: say('menu.title'),
      options: catalogue.map((service) => menuOption(service, context.vitale, surroundings)),
    },
    actions: [button(say('action.leave'), { type: 'leave' }, 'secondary')],
  };
}

function menuOption(
  service: (typeof catalogue)[number],
  vitale: SessionContext['vitale'],
  surroundings: Surroundings,
): Option {
  const { printer, network, say } = surroundings;
  const reasons = {
    printer: printingUnavailable(printer, say),
    network: network === 'down' ? say('network.unavailable') : undefined,
  };
  const unavailable = [
    notOffered(service.id, vitale?.rights?.organisme, surroundings),
    ...service.needs.map((need) => reasons[need]),
  ].find((reason) => reason !== undefined);
  return {
    id: service.id,
    label: say(service.label),
    hint: say(service.hint),
    icon: service.icon,
    intent: { type: 'choose', option: service.id },
    ...(unavailable === undefined ? {} : { unavailable }),
  };
}

/** A card is in and being told apart (`identify`), or read. One screen, whatever the step. */
export const readingPage = (at: 'identify' | 'read', say: Say): Page => ({
  key: 'reading',
  screen: {
    kind: 'progress',
    title: say('reading.title'),
    steps: [
      { label: say('reading.step.identify'), state: at === 'identify' ? 'current' : 'done' },
      { label: say('reading.step.read'), state: at === 'identify' ? 'waiting' : 'current' },
    ],
    caution: say('reading.caution'),
  },
  actions: [],
});

const unreadablePage = ({ readError }: SessionContext, say: Say): Page => ({
  key: 'unreadable',
  screen: {
    kind: 'information',
    tone: 'attention',
    title: say('card.unreadable.title'),
    body: say(readError === 'card-unsupported' ? 'card.unsupported.body' : 'card.unreadable.body'),
    icon: 'card',
  },
  actions: [],
});

/** Whose card it is was read and is not said: whoever holds it may have found it. */
const opposedPage = (say: Say): Page => ({
  key: 'opposed',
  screen: {
    kind: 'information',
    tone: 'attention',
    title: say('card.opposed.title'),
    body: say('card.opposed.body'),
    icon: 'card',
  },
  actions: [],
});

/** Something failed that nobody foresaw: said plainly, until the card is out. */
export const faultPage = (say: Say): Page => ({
  key: 'fault',
  screen: {
    kind: 'information',
    tone: 'error',
    title: say('fault.title'),
    body: say('fault.body'),
    icon: 'card',
  },
  actions: [],
});

function farewellPage({ paper, update }: SessionContext, say: Say): Page {
  if (paper === 'printed')
    return {
      key: 'farewell',
      screen: {
        kind: 'take',
        title: say('take.title.paper'),
        body: say('take.body.paper'),
        things: ['paper'],
      },
      actions: [],
    };
  if (update === 'unfinished')
    return {
      key: 'farewell',
      screen: {
        kind: 'information',
        tone: 'attention',
        title: say('farewell.unfinished.title'),
        body: say('farewell.unfinished.body'),
        icon: 'card',
      },
      actions: [],
    };
  const about = paper === 'none' && update === 'done' ? 'updated' : paper;
  return {
    key: 'farewell',
    screen: {
      kind: 'information',
      tone: paper === 'none' ? 'neutral' : 'attention',
      title: say(`farewell.${about}.title`),
      body: say(`farewell.${about}.body`),
      icon: paper === 'in-doubt' ? 'paper' : 'card',
    },
    actions: [],
  };
}
