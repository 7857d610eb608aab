import { formatBirthDate, formatDay } from '@borne/domain/calendar-date';
import type { IssueSnapshot } from '../issue.machine.ts';
import {
  type AttestationContext,
  type AttestationSnapshot,
  sayings,
} from '../services/attestation.machine.ts';
import type { Say } from '../texts/texts.ts';
import {
  button,
  nameOf,
  type Page,
  partingActions,
  printingUnavailable,
  type Surroundings,
  steps,
} from './page.ts';
import { paperLine } from './paper.ts';

/** The pages of the attestation de droits. */
export function attestationPage(snapshot: AttestationSnapshot, surroundings: Surroundings): Page {
  const { context } = snapshot;
  const { say } = surroundings;
  switch (snapshot.value) {
    case 'choosing':
      return choosingPage(context, say);
    case 'starting':
    case 'fetching':
    case 'recordingMismatch':
    case 'fallingBack':
    case 'checking':
      return fetchingPage('rights', say);
    case 'composing':
      return fetchingPage('compose', say);
    case 'refused':
      return {
        key: 'refused',
        screen: {
          kind: 'result',
          tone: 'attention',
          title: say('refused.title'),
          body: say(refusalText(context)),
          details: [],
        },
        actions: partingActions(say),
      };
    case 'preview':
      return previewPage(context, surroundings);
    case 'issuing':
    case 'issued':
      return issuingPage(snapshot.children.issue?.getSnapshot(), context.subject !== null, say);
    case 'printed':
      return {
        key: 'printed',
        screen: {
          kind: 'result',
          tone: 'success',
          title: say('printed.title'),
          body: say('printed.body'),
          details: numberOf(context, say),
        },
        actions: partingActions(say),
      };
    case 'notPrinted':
      return {
        key: 'not-printed',
        screen: {
          kind: 'result',
          tone: 'error',
          title: say('not-printed.title'),
          body: say('not-printed.body'),
          details: [],
        },
        actions: [
          button(
            say('action.retry'),
            { type: 'confirm' },
            'primary',
            printingUnavailable(surroundings.printer, say),
          ),
          ...partingActions(say, 'secondary'),
        ],
      };
    case 'askingPerson':
    case 'recordingSaid':
      return askingPage(context, say);
    case 'saidWhole':
      return {
        key: 'said-whole',
        screen: {
          kind: 'result',
          tone: 'neutral',
          title: say('said-whole.title'),
          body: say('said-whole.body'),
          details: numberOf(context, say),
        },
        actions: partingActions(say),
      };
    case 'inDoubt':
      return {
        key: 'in-doubt',
        screen: {
          kind: 'result',
          tone: 'attention',
          title: say('in-doubt.title'),
          body: say('in-doubt.body'),
          details: numberOf(context, say),
        },
        actions: [
          button(
            say('action.reprint'),
            { type: 'confirm' },
            'primary',
            printingUnavailable(surroundings.printer, say),
          ),
          ...partingActions(say, 'secondary'),
        ],
      };
    case 'notRecorded':
      return {
        key: 'not-recorded',
        screen: {
          kind: 'result',
          tone: 'error',
          title: say('not-recorded.title'),
          body: say('not-recorded.body'),
          details: [],
        },
        actions: partingActions(say),
      };
    case 'toMenu':
    case 'toLeave':
    case 'cardGone':
      return cancellingPage(say);
  }
}

/** The kiosk cannot know whether the paper is whole; who holds it can. */
const askingPage = ({ subject }: AttestationContext, say: Say): Page => ({
  key: 'asking-person',
  screen: {
    kind: 'choice',
    title: say('asking-person.title'),
    body: say('asking-person.body', { number: subject?.composed?.documentNumber ?? '' }),
    options: sayings.map((said) => ({
      id: said,
      label: say(`asking-person.${said}`),
      intent: { type: 'choose' as const, option: said },
    })),
  },
  actions: [button(say('action.leave'), { type: 'leave' }, 'secondary')],
});

function refusalText({ refusal, subject }: AttestationContext) {
  if (refusal === 'no-rights-offline' && subject?.vitale.updates?.open) return 'refused.update-unfinished';
  return `refused.${refusal ?? 'failure'}` as const;
}

const numberOf = ({ subject }: AttestationContext, say: Say) =>
  subject?.composed ? [say('printed.number', { number: subject.composed.documentNumber })] : [];

function choosingPage({ subject }: AttestationContext, say: Say): Page {
  const people = subject?.vitale.people ?? [];
  const chosen = subject?.chosen ?? [];
  return {
    key: 'choosing',
    screen: {
      kind: 'selection',
      title: say('choosing.title'),
      body: say('choosing.body'),
      options: people.map((person, index) => ({
        id: person.rang,
        label: nameOf(person),
        hint:
          index === 0
            ? say('choosing.insured')
            : say('choosing.beneficiary', { birth: formatBirthDate(person.birth) }),
        icon: 'person' as const,
        intent: { type: 'toggle' as const, option: person.rang },
        selected: chosen.includes(person.rang),
      })),
    },
    actions: [
      button(
        say('action.continue'),
        { type: 'confirm' },
        'primary',
        chosen.length > 0 ? undefined : say('choosing.nobody'),
      ),
      button(say('action.back'), { type: 'back' }, 'secondary'),
    ],
  };
}

const fetchingPage = (at: 'rights' | 'compose', say: Say): Page => ({
  key: 'fetching',
  screen: {
    kind: 'progress',
    title: say('fetching.title'),
    steps: steps([say('fetching.step.rights'), say('fetching.step.compose')], at === 'rights' ? 0 : 1),
    caution: say('reading.caution'),
  },
  actions: [],
});

function previewPage(context: AttestationContext, { say, printer }: Surroundings): Page {
  const { subject, repeats } = context;
  const { rights, composed, chosen } = subject ?? { rights: null, composed: null, chosen: [] };
  const notes = [
    ...(rights ? [say(`preview.${rights.source}`, { day: formatDay(rights.asOf) })] : []),
    ...(composed && composed.rangs.length < chosen.length ? [say('preview.missing')] : []),
    ...(repeats === null ? [] : [say('preview.duplicata')]),
    say('preview.wrong'),
  ];
  return {
    key: 'preview',
    screen: {
      kind: 'preview',
      title: say('preview.title'),
      body: notes.join(' '),
      paper: (composed?.lines ?? []).map(paperLine),
    },
    actions: [
      button(say('action.print'), { type: 'confirm' }, 'primary', printingUnavailable(printer, say)),
      button(say('action.cancel'), { type: 'back' }, 'secondary'),
    ],
  };
}

/** `named` while the card is in; after that, nothing tells whose paper it is. */
function issuingPage(issue: IssueSnapshot | undefined, named: boolean, say: Say): Page {
  if (issue?.context.issued === 'cancelled') return cancellingPage(say);
  const progress = issue?.matches('printing') ? issue.context.progress : 'printing';
  const waits = progress !== 'printing';
  const labels = [say('printing.step.record'), say('printing.step.print'), say('printing.step.finish')];
  const screen = { kind: 'progress' as const, steps: steps(labels, currentStep(issue)) };
  return named
    ? {
        key: 'printing',
        screen: {
          ...screen,
          // A wait may be minutes, and the print goes on without the card.
          ...(waits
            ? {
                title: say('printing.title.waiting'),
                body: `${say(`printing.${progress}`)} ${say('printing.waiting.card')}`,
              }
            : {
                title: say('printing.title'),
                body: say('printing.body'),
                caution: say('printing.caution'),
              }),
        },
        actions: [],
      }
    : {
        key: 'printing-card-gone',
        screen: {
          ...screen,
          title: say('printing.card-gone.title'),
          body: say(waits ? `printing.${progress}` : 'printing.card-gone.body'),
        },
        actions: [],
      };
}

function currentStep(issue: IssueSnapshot | undefined): number {
  if (issue?.matches('printing')) return 1;
  return issue?.matches('settling') || issue?.matches('ended') ? 2 : 0;
}

const cancellingPage = (say: Say): Page => ({
  key: 'cancelling',
  screen: {
    kind: 'information',
    tone: 'neutral',
    title: say('printing.cancelling.title'),
    body: say('printing.cancelling.body'),
    icon: 'card',
  },
  actions: [],
});
