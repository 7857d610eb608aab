import { columns, type PrintOutcome, type PrintProgress } from '@borne/device-drivers/receipt-printer/port';
import { attestationDroits } from '@borne/documents/attestation-droits';
import { layout } from '@borne/documents/layout';
import { calendarDateAt } from '@borne/domain/calendar-date';
import type { DeviceError } from '@borne/domain/device-error';
import type { PrintedLine } from '@borne/domain/printed-line';
import type { Result } from '@borne/domain/result';
import type { CardSerial, Rang, RightsStatement, VitaleContent } from '@borne/domain/rights';
import type { JournalError, Operation, OperationId, Outcome } from '@borne/sync/journal/port';
import { assign, fromPromise, type SnapshotFrom, sendTo, setup } from 'xstate';
import { outputOf } from '../actor-output.ts';
import type { Delays } from '../delays.ts';
import type { KioskPorts, KioskSettings } from '../ports.ts';
import { jobOf, type PrintReport, printJob } from '../print-job.ts';
import type { ServiceEvent, ServiceInput, ServiceOutput } from './service.ts';

/** The document as it was laid out: shown in the preview, and printed, line for line. */
export interface Composed {
  readonly documentNumber: string;
  readonly lines: readonly PrintedLine[];
  /** Who is on it. Fewer than were chosen when the source of the rights does not know some of them. */
  readonly rangs: readonly Rang[];
}

/** Everything personal. One object, so that one assignment forgets it all. */
interface Subject {
  readonly vitale: VitaleContent;
  readonly chosen: readonly Rang[];
  readonly rights: RightsStatement | null;
  readonly composed: Composed | null;
}

/** Why there can be no attestation now. */
export type Refusal = 'no-rights-offline' | 'unknown-card' | 'centre-refuses' | 'nobody-known' | 'failure';

export interface AttestationContext {
  /** Null from the moment the card leaves. */
  readonly subject: Subject | null;
  readonly refusal: Refusal | null;
  readonly progress: PrintProgress;
  readonly operation: OperationId | null;
  /** The operation that the next print repeats. */
  readonly repeats: OperationId | null;
  /** What is to be journaled of how the print ended. */
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly paper: ServiceOutput['paper'];
}

type AttestationEvent = ServiceEvent | PrintReport;

interface Composition {
  readonly rights: RightsStatement;
  readonly chosen: readonly Rang[];
  readonly duplicata: boolean;
}

type RightsOutput = Result<RightsStatement, DeviceError>;
type BeginOutput = Result<OperationId, JournalError>;
type SettleOutput = Result<void, JournalError>;

const journaled = { printed: 'done', 'not-printed': 'not-done', 'in-doubt': 'in-doubt' } as const;

/** The centre could not be asked, so that the card's own file may stand in for it. */
const centreOutOfReach = ({ code }: DeviceError) => code !== 'not-found' && code !== 'refused';

/** The person of the visit. Only states that the card's removal leaves at once may ask. */
function subjectOf({ subject }: AttestationContext): Subject {
  if (subject === null) throw new Error('the card has left: nobody to make an attestation for');
  return subject;
}

const rightsIn = (context: AttestationContext): RightsStatement => {
  const { rights } = subjectOf(context);
  if (rights === null) throw new Error('no rights were obtained: nothing to compose from');
  return rights;
};

const composedIn = (context: AttestationContext): Composed => {
  const { composed } = subjectOf(context);
  if (composed === null) throw new Error('no document was composed: nothing to print');
  return composed;
};

function operationFor(context: AttestationContext): Operation {
  const { vitale } = subjectOf(context);
  const { documentNumber, rangs } = composedIn(context);
  return {
    kind: 'attestation-droits',
    documentNumber,
    cardSerial: vitale.serial,
    rangs,
    rightsFrom: rightsIn(context).source,
    ...(context.repeats === null ? {} : { repeats: context.repeats }),
  };
}

const toggled = (chosen: readonly Rang[], rang: string) =>
  chosen.some((one) => one === rang) ? chosen.filter((one) => one !== rang) : [...chosen, rang as Rang];

/**
 * One *attestation de droits*: beneficiaries → rights → preview → journal → paper → journal. What is printed is
 * what was previewed. Nothing is printed that was not journaled first; an outcome that could not be journaled is
 * never shown as done. Once the card has left, a job that had begun goes on to its end, and nothing else does.
 */
export function attestationMachine(
  ports: Pick<KioskPorts, 'central' | 'journal' | 'printer' | 'clock' | 'documentNumber'>,
  settings: Pick<KioskSettings, 'kioskId' | 'specimen'>,
  delays: Delays,
) {
  const compose = async ({ rights, chosen, duplicata }: Composition): Promise<Composed> => {
    const rangs = chosen.filter((rang) => rights.beneficiaries.some((known) => known.rang === rang));
    const documentNumber = ports.documentNumber();
    const issuedOn = calendarDateAt(ports.clock.now());
    const { kioskId: kiosk, specimen } = settings;
    const document = attestationDroits({
      rights,
      rangs,
      documentNumber,
      issuedOn,
      kiosk,
      specimen,
      duplicata,
    });
    return { documentNumber, rangs, lines: layout(document, columns) };
  };

  return setup({
    types: {
      context: {} as AttestationContext,
      events: {} as AttestationEvent,
      input: {} as ServiceInput,
      output: {} as ServiceOutput,
    },
    actors: {
      fetchRights: fromPromise<RightsOutput, { serial: CardSerial }>(({ input, signal }) =>
        ports.central.rightsOf(input.serial, signal),
      ),
      compose: fromPromise<Composed, Composition>(({ input }) => compose(input)),
      // In a closure, because the input of an actor is part of the snapshot: it would outlast a card pulled now.
      begin: fromPromise<BeginOutput, { write: () => Promise<BeginOutput> }>(({ input }) => input.write()),
      print: printJob,
      settle: fromPromise<SettleOutput, { id: OperationId; outcome: Outcome; reason: string | null }>(
        ({ input: { id, outcome, reason } }) =>
          reason === null ? ports.journal.settle(id, outcome) : ports.journal.settle(id, outcome, reason),
      ),
    },
    delays: {
      rightsDeadline: delays.rightsDeadline,
      paperWait: delays.paperWait,
      printStall: delays.printStall,
      printGiveUp: delays.printGiveUp,
    },
    actions: {
      forget: assign({ subject: null }),
      refuse: assign({ refusal: (_, refusal: Refusal) => refusal }),
      useCardRights: assign({
        subject: ({ context }) => {
          const subject = subjectOf(context);
          return { ...subject, rights: subject.vitale.rights ?? null };
        },
      }),
      noteProgress: assign({ progress: (_, progress: PrintProgress) => progress }),
      noteOutcome: assign({
        outcome: (_, ended: PrintOutcome) => journaled[ended.outcome],
        reason: (_, ended: PrintOutcome) => (ended.outcome === 'printed' ? null : ended.error.code),
        paper: (_, ended: PrintOutcome) => ended.outcome,
      }),
      noteLostJob: assign({ outcome: 'in-doubt', reason: 'driver-silent', paper: 'in-doubt' }),
      noteCardGone: assign({ outcome: 'not-done', reason: 'card-removed', paper: 'none' }),
      keepOperation: assign({
        operation: (_, begun: BeginOutput) => (begun.ok ? begun.value : null),
      }),
      giveUpJob: sendTo('print', { type: 'abort' }),
    },
    guards: {
      answered: (_, output: RightsOutput) => output.ok,
      centreIsOutOfReach: (_, output: RightsOutput) => !output.ok && centreOutOfReach(output.error),
      cardIsUnknown: (_, output: RightsOutput) => !output.ok && output.error.code === 'not-found',
      journalRefused: (_, output: BeginOutput | SettleOutput) => !output.ok,
      alone: ({ context }) => subjectOf(context).vitale.people.length === 1,
      somebodyChosen: ({ context }) => subjectOf(context).chosen.length > 0,
      cardHasRights: ({ context }) => subjectOf(context).vitale.rights !== undefined,
      chosenAreKnown: ({ context }) => {
        const { chosen, rights } = subjectOf(context);
        return rights?.beneficiaries.some(({ rang }) => chosen.includes(rang)) ?? false;
      },
      cardIsGone: ({ context }) => context.subject === null,
      printWasDone: ({ context }) => context.outcome === 'done',
      printWasNotDone: ({ context }) => context.outcome === 'not-done',
      waits: (_, progress: PrintProgress) => progress !== 'printing',
    },
  }).createMachine({
    id: 'attestation',
    context: ({ input }) => ({
      subject: {
        vitale: input.vitale,
        chosen: input.vitale.people.map(({ rang }) => rang),
        rights: null,
        composed: null,
      },
      refusal: null,
      progress: 'printing',
      operation: null,
      repeats: null,
      outcome: 'in-doubt',
      reason: null,
      paper: 'none',
    }),
    output: ({ context, event }) => ({ next: event.output as ServiceOutput['next'], paper: context.paper }),
    initial: 'starting',
    states: {
      starting: { always: [{ guard: 'alone', target: 'fetching' }, { target: 'choosing' }] },

      choosing: {
        on: {
          toggle: {
            actions: assign({
              subject: ({ context, event }) => {
                const subject = subjectOf(context);
                return { ...subject, chosen: toggled(subject.chosen, event.option) };
              },
            }),
          },
          confirm: { guard: 'somebodyChosen', target: 'fetching' },
          back: 'toMenu',
          leave: 'toLeave',
          'card.gone': 'cardGone',
        },
      },

      fetching: {
        tags: 'busy',
        invoke: {
          id: 'fetchRights',
          src: 'fetchRights',
          input: ({ context }) => ({ serial: subjectOf(context).vitale.serial }),
          onDone: [
            {
              guard: { type: 'answered', params: outputOf },
              target: 'checking',
              actions: assign({
                subject: ({ context, event }) => ({
                  ...subjectOf(context),
                  rights: event.output.ok ? event.output.value : null,
                }),
              }),
            },
            { guard: { type: 'centreIsOutOfReach', params: outputOf }, target: 'fallingBack' },
            {
              guard: { type: 'cardIsUnknown', params: outputOf },
              target: 'refused',
              actions: { type: 'refuse', params: 'unknown-card' },
            },
            { target: 'refused', actions: { type: 'refuse', params: 'centre-refuses' } },
          ],
          onError: { target: 'refused', actions: { type: 'refuse', params: 'failure' } },
        },
        after: { rightsDeadline: 'fallingBack' },
        on: { 'card.gone': 'cardGone' },
      },

      fallingBack: {
        always: [
          { guard: 'cardHasRights', target: 'checking', actions: 'useCardRights' },
          { target: 'refused', actions: { type: 'refuse', params: 'no-rights-offline' } },
        ],
      },

      checking: {
        always: [
          { guard: 'chosenAreKnown', target: 'composing' },
          { target: 'refused', actions: { type: 'refuse', params: 'nobody-known' } },
        ],
      },

      composing: {
        tags: 'busy',
        invoke: {
          id: 'compose',
          src: 'compose',
          input: ({ context }) => ({
            rights: rightsIn(context),
            chosen: subjectOf(context).chosen,
            duplicata: context.repeats !== null,
          }),
          onDone: {
            target: 'preview',
            actions: assign({
              subject: ({ context, event }) => ({ ...subjectOf(context), composed: event.output }),
            }),
          },
          onError: { target: 'refused', actions: { type: 'refuse', params: 'failure' } },
        },
        on: { 'card.gone': 'cardGone' },
      },

      refused: { on: { back: 'toMenu', leave: 'toLeave', 'card.gone': 'cardGone' } },

      preview: {
        on: { confirm: 'recording', back: 'toMenu', leave: 'toLeave', 'card.gone': 'cardGone' },
      },

      recording: {
        tags: 'busy',
        invoke: {
          id: 'begin',
          src: 'begin',
          input: ({ context }) => {
            const operation = operationFor(context);
            return { write: () => ports.journal.begin(operation) };
          },
          onDone: [
            { guard: { type: 'journalRefused', params: outputOf }, target: 'notRecorded' },
            {
              guard: 'cardIsGone',
              target: 'settling',
              actions: [{ type: 'keepOperation', params: outputOf }, 'noteCardGone'],
            },
            { target: 'printing', actions: { type: 'keepOperation', params: outputOf } },
          ],
          onError: 'notRecorded',
        },
        on: { 'card.gone': { actions: 'forget' } },
      },

      printing: {
        tags: 'busy',
        entry: { type: 'noteProgress', params: 'printing' },
        invoke: {
          id: 'print',
          src: 'print',
          input: ({ context }) => jobOf(ports.printer, composedIn(context).lines),
          onError: { target: 'settling', actions: 'noteLostJob' },
        },
        on: {
          'print.ended': {
            target: 'settling',
            actions: { type: 'noteOutcome', params: ({ event }) => event.outcome },
          },
          'card.gone': { actions: 'forget' },
        },
        initial: 'running',
        states: {
          running: {
            after: { printStall: 'givenUp' },
            on: {
              'print.progress': {
                guard: { type: 'waits', params: ({ event }) => event.progress },
                target: 'waiting',
                actions: { type: 'noteProgress', params: ({ event }) => event.progress },
              },
            },
          },
          waiting: {
            after: { paperWait: 'givenUp' },
            on: {
              'print.progress': [
                {
                  guard: { type: 'waits', params: ({ event }) => event.progress },
                  actions: { type: 'noteProgress', params: ({ event }) => event.progress },
                },
                { target: 'running', actions: { type: 'noteProgress', params: 'printing' } },
              ],
            },
          },
          givenUp: {
            entry: ['giveUpJob', { type: 'noteProgress', params: 'printing' }],
            after: { printGiveUp: { target: '#attestation.settling', actions: 'noteLostJob' } },
          },
        },
      },

      settling: {
        tags: 'busy',
        invoke: {
          id: 'settle',
          src: 'settle',
          input: ({ context: { operation, outcome, reason } }) => {
            if (operation === null) throw new Error('no operation was begun: nothing to settle');
            return { id: operation, outcome, reason };
          },
          onDone: [
            { guard: 'cardIsGone', target: 'cardGone' },
            {
              guard: { type: 'journalRefused', params: outputOf },
              target: 'inDoubt',
              actions: 'noteLostJob',
            },
            { guard: 'printWasDone', target: 'printed' },
            { guard: 'printWasNotDone', target: 'notPrinted' },
            { target: 'inDoubt' },
          ],
          onError: [
            { guard: 'cardIsGone', target: 'cardGone' },
            { target: 'inDoubt', actions: 'noteLostJob' },
          ],
        },
        on: { 'card.gone': { actions: 'forget' } },
      },

      printed: { on: { back: 'toMenu', leave: 'toLeave', 'card.gone': 'cardGone' } },

      notPrinted: {
        on: { confirm: 'composing', back: 'toMenu', leave: 'toLeave', 'card.gone': 'cardGone' },
      },

      inDoubt: {
        on: {
          confirm: {
            target: 'composing',
            actions: assign({ repeats: ({ context }) => context.repeats ?? context.operation }),
          },
          back: 'toMenu',
          leave: 'toLeave',
          'card.gone': 'cardGone',
        },
      },

      notRecorded: {
        always: { guard: 'cardIsGone', target: 'cardGone' },
        on: { back: 'toMenu', leave: 'toLeave', 'card.gone': 'cardGone' },
      },

      toMenu: { type: 'final', entry: 'forget', output: 'menu' },
      toLeave: { type: 'final', entry: 'forget', output: 'leave' },
      cardGone: { type: 'final', entry: 'forget', output: 'card-gone' },
    },
  });
}

export type AttestationSnapshot = SnapshotFrom<ReturnType<typeof attestationMachine>>;
