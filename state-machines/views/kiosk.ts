import type { CardKind } from '@borne/device-drivers/card-reader/port';
import type { KioskContext, KioskSnapshot } from '../kiosk.machine.ts';
import { catalogue } from '../services/catalogue.ts';
import type { Say } from '../texts/texts.ts';
import { maintenancePage } from './maintenance.ts';
import type { Page, Surroundings } from './page.ts';
import { faultPage, readingPage, sessionPage } from './session.ts';
import { takePaperPage } from './taking.ts';

/** The page for the state the whole kiosk is in. */
export function kioskPage(snapshot: KioskSnapshot, surroundings: Surroundings): Page {
  const page = statePage(snapshot, surroundings);
  const { token } = snapshot.context;
  return token === null ? page : { ...page, key: `${token}/${page.key}` };
}

function statePage(snapshot: KioskSnapshot, surroundings: Surroundings): Page {
  const { context, children, value } = snapshot;
  const { say, settings, instructions } = surroundings;
  if (typeof value === 'object') return outOfServicePage(context, say);
  switch (value) {
    case 'starting':
    case 'deciding':
      return {
        key: 'starting',
        screen: {
          kind: 'information',
          tone: 'neutral',
          title: say('starting.title'),
          body: say('starting.body'),
        },
        actions: [],
      };
    case 'idle': {
      const leftPaper = children.leftPaper?.getSnapshot();
      if (leftPaper?.matches('asking') || leftPaper?.matches('insisting'))
        return takePaperPage(leftPaper, say);
      return {
        key: 'attract',
        screen: {
          kind: 'attract',
          title: say('attract.title'),
          body: say('attract.body', { office: settings.officeName }),
          services: catalogue
            .filter(({ id }) => !instructions.withdrawn.includes(id))
            .map(({ label }) => say(label)),
          ...(instructions.notices.length > 0 && { notices: instructions.notices }),
        },
        actions: [],
      };
    }
    case 'identifying':
      return readingPage('identify', say);
    case 'visiting': {
      const session = children.session?.getSnapshot();
      return session ? sessionPage(session, surroundings) : readingPage('identify', say);
    }
    case 'maintaining': {
      const maintenance = children.maintenance?.getSnapshot();
      return maintenance ? maintenancePage(maintenance, surroundings) : readingPage('identify', say);
    }
    case 'informing':
      return foreignCardPage(context, say);
    case 'interrupted':
      return faultPage(say);
  }
}

/** After so many presentations of a card that does not answer, the advice is to see somebody. */
const muteAttempts = 3;

function foreignCardPage({ reader, mute }: KioskContext, say: Say): Page {
  const kind: CardKind = reader.reader === 'occupied' ? reader.card : 'unknown';
  return {
    key: 'foreign-card',
    screen: { kind: 'information', tone: 'attention', icon: 'card', ...foreignCardTexts(kind, mute, say) },
    actions: [],
  };
}

function foreignCardTexts(kind: CardKind, mute: number, say: Say): { title: string; body: string } {
  switch (kind) {
    case 'mute':
      return mute >= muteAttempts
        ? { title: say('card.mute.again.title'), body: say('card.mute.again.body') }
        : { title: say('card.mute.title'), body: say('card.mute.body') };
    case 'vitale-1':
    case 'professional':
    case 'bank':
      return { title: say(`card.${kind}.title`), body: say(`card.${kind}.body`) };
    default:
      return { title: say('card.unknown.title'), body: say('card.unknown.body') };
  }
}

function outOfServicePage({ reader, journalUsable }: KioskContext, say: Say): Page {
  const reason = reader.reader !== 'absent' && !journalUsable ? 'journal' : 'reader';
  const body = say(`out-of-service.${reason}`);
  return {
    key: 'out-of-service',
    screen: {
      kind: 'out-of-service',
      title: say('out-of-service.title'),
      body: 'token' in reader ? say('out-of-service.card', { body }) : body,
    },
    actions: [],
  };
}
