import { type CalendarDate, calendarDateAt } from '@borne/domain/calendar-date';
import type { DeviceError } from '@borne/domain/device-error';
import type { Result } from '@borne/domain/result';
import type { CardSerial, RightsStatement } from '@borne/domain/rights';
import type { Freshness } from '@borne/sync/downlink/port';
import type { OperationId } from '@borne/sync/journal/port';
import { assign, forwardTo, fromPromise, type SnapshotFrom, setup } from 'xstate';
import { outputOf } from '../actor-output.ts';
import type { Delays } from '../delays.ts';
import { type IssueOutput, issueMachine } from '../issue.machine.ts';
import type { KioskPorts, KioskSettings } from '../ports.ts';
import { jobOf } from '../print-job.ts';
import { applySeal } from '../seal.ts';
import {
  type Composed,
  compose,
  contradicts,
  covered,
  type Issue,
  onlyPeopleOn,
  operationFor,
  type Subject,
  subjectOn,
  toggled,
} from './attestation-subject.ts';
import type { ServiceEvent, ServiceInput, ServiceOutput } from './service.ts';

/** Why there can be no attestation now. */
export type Refusal =
  | 'no-rights-offline'
  | 'unknown-card'
  | 'centre-refuses'
  | 'rights-mismatch'
  | 'nobody-known'
  | 'failure';

export interface AttestationContext {
  /** Null from the moment the card leaves. */
  readonly subject: Subject | null;
  readonly refusal: Refusal | null;
  /** The operation in doubt that the next print repeats. */
  readonly repeats: OperationId | null;
  readonly paper: NonNullable<ServiceOutput['paper']>;
  /** The print in doubt that the person is asked about, and what they say they see of it. */
  readonly doubtful: OperationId | null;
  readonly said: Said | null;
}

/** What a person can say of a print in doubt, in the order it is offered. */
export const sayings = ['whole', 'not-whole', 'unknown'] as const;
type Said = (typeof sayings)[number];

const saidBy = (event: ServiceEvent): Said | undefined =>
  sayings.find((said) => event.type === 'choose' && event.option === said);

interface Doubt {
  readonly operation: OperationId | null;
  readonly said: Said | null;
}

type RightsOutput = Result<RightsStatement, DeviceError>;

/** The centre could not be asked, so that the card's own file may stand in for it. */
const centreOutOfReach = ({ code }: DeviceError) => code !== 'not-found' && code !== 'refused';

/** The person of the visit. Only states that the card's removal leaves at once may ask. */
function subjectOf({ subject }: AttestationContext): Subject {
  if (subject === null) throw new Error('the card has left: nobody to make an attestation for');
  return subject;
}

/** Since when what came down is out of date; undefined while it is not. */
const staleSince = (stale: Freshness): CalendarDate | 'never' | undefined =>
  stale.freshness === 'expired'
    ? calendarDateAt(stale.since)
    : stale.freshness === 'never'
      ? 'never'
      : undefined;

/** The ways out that a screen offers while it waits for the person. */
const parting = { back: 'toMenu', leave: 'toLeave' } as const;

/**
 * One *attestation de droits*: beneficiaries → rights → preview → paper. What is printed is what was previewed.
 * The card leaving ends it, but for a job that had begun: that one goes on to its end, without a name on screen.
 */
export function attestationMachine(
  ports: Pick<
    KioskPorts,
    'central' | 'journal' | 'printer' | 'clock' | 'documentNumber' | 'sealing' | 'downlink'
  >,
  settings: Pick<KioskSettings, 'kioskId' | 'specimen' | 'verifierUrl'>,
  delays: Delays,
) {
  return setup({
    types: {
      context: {} as AttestationContext,
      events: {} as ServiceEvent,
      input: {} as ServiceInput,
      output: {} as ServiceOutput,
      children: {} as { issue: 'issue' },
    },
    actors: {
      fetchRights: fromPromise<RightsOutput, { serial: CardSerial }>(({ input, signal }) =>
        ports.central.rightsOf(input.serial, signal),
      ),
      recordMismatch: fromPromise(({ input: { serial } }: { input: { serial: CardSerial } }) =>
        ports.journal.record({ kind: 'rights-mismatch', cardSerial: serial }),
      ),
      recordSaid: fromPromise(
        async ({ input: { operation, said } }: { input: Doubt }): Promise<boolean> =>
          operation !== null &&
          said !== null &&
          (await ports.journal.record({ kind: 'print-seen', operation, said })).ok,
      ),
      compose: fromPromise<Composed, { subject: Subject; duplicata: boolean }>(
        async ({ input: { subject, duplicata } }) => {
          const now = ports.clock.now();
          const issuedOn = calendarDateAt(now);
          const documentNumber = ports.documentNumber();
          const { format } = ports.printer;
          const seal: Issue['seal'] = (manifest, values) => applySeal(ports.sealing, now, manifest, values);
          const oppositionUnknown = staleSince(ports.downlink.current().freshness);
          return compose(
            subject,
            { documentNumber, issuedOn, duplicata, oppositionUnknown, format, seal },
            settings,
          );
        },
      ),
      issue: issueMachine(ports, delays),
    },
    delays: { rightsDeadline: delays.rightsDeadline },
    actions: {
      forget: assign({ subject: null }),
      forward: forwardTo('issue'),
      refuse: assign({ refusal: (_, refusal: Refusal) => refusal }),
      useCentralRights: assign({
        subject: ({ context }, output: RightsOutput) => {
          const subject = subjectOf(context);
          return { ...subject, rights: output.ok ? onlyPeopleOn(subject.vitale, output.value) : null };
        },
      }),
      useCardRights: assign({
        subject: ({ context }) => {
          const subject = subjectOf(context);
          return { ...subject, rights: subject.vitale.rights ?? null };
        },
      }),
      keepComposed: assign({
        subject: ({ context }, composed: Composed) => ({ ...subjectOf(context), composed }),
      }),
      noteIssue: assign({
        paper: (_, { issued }: IssueOutput) =>
          issued === 'not-recorded' || issued === 'cancelled' ? 'none' : issued,
        // A reprint of a reprint still repeats the first, until one is known to have come out.
        repeats: ({ context }, { issued, operation }: IssueOutput) => {
          if (issued === 'printed') return null;
          return issued === 'in-doubt' ? (context.repeats ?? operation) : context.repeats;
        },
        doubtful: (_, { issued, operation }: IssueOutput) => (issued === 'in-doubt' ? operation : null),
      }),
      noteSaid: assign({ said: ({ event }) => saidBy(event) ?? null }),
      // The tray holds a sheet that the person says is whole: nothing is left to repeat.
      believeWhole: assign({ paper: 'printed', repeats: null }),
    },
    guards: {
      alone: ({ context }) => subjectOf(context).vitale.people.length === 1,
      somebodyChosen: ({ context }) => subjectOf(context).chosen.length > 0,
      answeredForOthers: ({ context }, output: RightsOutput) =>
        output.ok && contradicts(subjectOf(context).vitale, output.value),
      answered: (_, output: RightsOutput) => output.ok,
      centreIsOutOfReach: (_, output: RightsOutput) => !output.ok && centreOutOfReach(output.error),
      cardIsUnknown: (_, output: RightsOutput) => !output.ok && output.error.code === 'not-found',
      cardHasRights: ({ context }) => subjectOf(context).vitale.rights !== undefined,
      chosenAreCovered: ({ context }) => covered(subjectOf(context)).length > 0,
      cardIsGone: ({ context }) => context.subject === null,
      isSaid: ({ event }) => saidBy(event) !== undefined,
      // Believed once it is recorded: an answer that the journal refused would leave the doubt with nobody.
      saidWhole: ({ context }, isRecorded: boolean) => isRecorded && context.said === 'whole',
      paperIs: ({ context }, paper: AttestationContext['paper']) => context.paper === paper,
    },
  }).createMachine({
    id: 'attestation',
    context: ({ input }) => ({
      subject: subjectOn(input.vitale),
      refusal: null,
      repeats: input.doubt,
      paper: 'none',
      doubtful: null,
      said: null,
    }),
    output: ({ context, event }) => ({
      next: event.output as ServiceOutput['next'],
      paper: context.paper,
      doubt: context.repeats,
    }),
    initial: 'starting',
    on: { 'card.gone': '.cardGone' },
    states: {
      starting: { always: [{ guard: 'alone', target: 'fetching' }, { target: 'choosing' }] },

      choosing: {
        on: {
          toggle: {
            actions: assign({
              subject: ({ context, event }) => toggled(subjectOf(context), event.option),
            }),
          },
          confirm: { guard: 'somebodyChosen', target: 'fetching' },
          ...parting,
        },
      },

      fetching: {
        tags: 'busy',
        invoke: {
          id: 'fetchRights',
          src: 'fetchRights',
          input: ({ context }) => ({ serial: subjectOf(context).vitale.serial }),
          onDone: [
            { guard: { type: 'answeredForOthers', params: outputOf }, target: 'recordingMismatch' },
            {
              guard: { type: 'answered', params: outputOf },
              target: 'checking',
              actions: { type: 'useCentralRights', params: outputOf },
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
      },

      recordingMismatch: {
        tags: 'busy',
        entry: { type: 'refuse', params: 'rights-mismatch' },
        invoke: {
          id: 'recordMismatch',
          src: 'recordMismatch',
          input: ({ context }) => ({ serial: subjectOf(context).vitale.serial }),
          onDone: 'refused',
          onError: 'refused',
        },
      },

      fallingBack: {
        always: [
          { guard: 'cardHasRights', target: 'checking', actions: 'useCardRights' },
          { target: 'refused', actions: { type: 'refuse', params: 'no-rights-offline' } },
        ],
      },

      checking: {
        always: [
          { guard: 'chosenAreCovered', target: 'composing' },
          { target: 'refused', actions: { type: 'refuse', params: 'nobody-known' } },
        ],
      },

      composing: {
        tags: 'busy',
        invoke: {
          id: 'compose',
          src: 'compose',
          input: ({ context }) => ({ subject: subjectOf(context), duplicata: context.repeats !== null }),
          onDone: { target: 'preview', actions: { type: 'keepComposed', params: outputOf } },
          onError: { target: 'refused', actions: { type: 'refuse', params: 'failure' } },
        },
      },

      refused: { on: parting },

      preview: {
        on: { confirm: 'issuing', ...parting },
      },

      issuing: {
        tags: 'busy',
        invoke: {
          id: 'issue',
          src: 'issue',
          input: ({ context }) => {
            const subject = subjectOf(context);
            const operation = operationFor(subject, context.repeats);
            return {
              begin: () => ports.journal.begin(operation),
              ...jobOf(ports.printer, subject.composed?.lines ?? []),
            };
          },
          onDone: { target: 'issued', actions: { type: 'noteIssue', params: outputOf } },
          onError: [{ guard: 'cardIsGone', target: 'cardGone' }, { target: 'inDoubt' }],
        },
        on: { 'card.gone': { actions: ['forget', 'forward'] } },
      },

      issued: {
        always: [
          { guard: 'cardIsGone', target: 'cardGone' },
          { guard: { type: 'paperIs', params: 'printed' }, target: 'printed' },
          { guard: { type: 'paperIs', params: 'in-doubt' }, target: 'askingPerson' },
          { guard: { type: 'paperIs', params: 'not-printed' }, target: 'notPrinted' },
          { target: 'notRecorded' },
        ],
      },

      printed: { on: parting },
      notPrinted: {
        on: { confirm: 'composing', ...parting },
      },
      askingPerson: {
        on: {
          choose: { guard: 'isSaid', target: 'recordingSaid', actions: 'noteSaid' },
          leave: 'toLeave',
        },
      },
      recordingSaid: {
        tags: 'busy',
        invoke: {
          id: 'recordSaid',
          src: 'recordSaid',
          input: ({ context: { doubtful, said } }) => ({ operation: doubtful, said }),
          onDone: [
            {
              guard: { type: 'saidWhole', params: outputOf },
              target: 'saidWhole',
              actions: 'believeWhole',
            },
            { target: 'inDoubt' },
          ],
          onError: 'inDoubt',
        },
      },
      saidWhole: { on: parting },
      inDoubt: {
        on: { confirm: 'composing', ...parting },
      },
      notRecorded: { on: parting },

      toMenu: { type: 'final', entry: 'forget', output: 'menu' },
      toLeave: { type: 'final', entry: 'forget', output: 'leave' },
      cardGone: { type: 'final', entry: 'forget', output: 'card-gone' },
    },
  });
}

export type AttestationSnapshot = SnapshotFrom<ReturnType<typeof attestationMachine>>;
