import type { InsertionToken, TechnicianId } from '@borne/device-drivers/card-reader/port';
import { layout } from '@borne/documents/layout/layout';
import { testPage } from '@borne/documents/test-page';
import { calendarDateAt } from '@borne/domain/calendar-date';
import type { Result } from '@borne/domain/result';
import { timeOfDayAt } from '@borne/domain/time-of-day';
import type { JournalError, Occurrence, Operation, OperationId, Outcome } from '@borne/sync/journal/port';
import type { Delivery } from '@borne/sync/uplink/port';
import { assign, forwardTo, fromPromise, type SnapshotFrom, setup } from 'xstate';
import { outputOf } from './actor-output.ts';
import { type AdmissionOutput, admissionMachine } from './admission.machine.ts';
import { type CardGone, holds } from './card-gone.ts';
import type { Delays } from './delays.ts';
import { type Issued, type IssueOutput, issueMachine } from './issue.machine.ts';
import type { KioskPorts, KioskSettings } from './ports.ts';
import { jobOf } from './print-job.ts';
import { type SyncReport, syncNow } from './sync-now.ts';
import { takingMachine } from './taking.machine.ts';
import type { Intent } from './view.ts';

/** What a technician may run; also how the journal names it. */
export const tools = ['test-print', 'sync-now'] as const;
export type Tool = (typeof tools)[number];

/** How the last action ended, for the screen. */
export type Notice =
  | { readonly tool: 'test-print'; readonly issued: Issued }
  | { readonly tool: 'sync-now'; readonly delivery: Delivery | null }
  | { readonly tool: 'sync-now'; readonly failure: 'not-recorded' | 'unsettled' };

export interface MaintenanceContext {
  readonly token: InsertionToken;
  readonly cardIsIn: boolean;
  readonly technician: TechnicianId | null;
  readonly whyLeft: string;
  /** Of the delivery under way. */
  readonly operation: OperationId | null;
  readonly outcome: Outcome;
  readonly notice: Notice | null;
}

type JournalOutput = Result<void, JournalError>;
type BeginOutput = Result<OperationId, JournalError>;

function deliveryOutcome(delivery: Delivery | null): Outcome {
  if (delivery === null) return 'in-doubt';
  return delivery.delivery === 'acknowledged' || delivery.delivery === 'nothing-to-send'
    ? 'done'
    : 'not-done';
}

/** The technician in charge. Only states that their admission led to may ask. */
function technicianOf({ technician }: MaintenanceContext): TechnicianId {
  if (technician === null) throw new Error('no technician was admitted: nothing may be done in their name');
  return technician;
}

const operationFor = (context: MaintenanceContext, action: Tool): Operation => ({
  kind: 'maintenance',
  technician: technicianOf(context),
  action,
});

/**
 * A technician at the kiosk: admission, then tools. Every action is authorised here, at the moment it is asked for
 * (somebody was admitted and the very same card is still in), and journaled before and after.
 */
export function maintenanceMachine(
  ports: Pick<KioskPorts, 'cardReader' | 'printer' | 'journal' | 'clock'>,
  settings: Pick<KioskSettings, 'kioskId'>,
  delays: Delays,
) {
  const testJob = () => {
    const now = ports.clock.now();
    const { format: paper } = ports.printer;
    const [on, at] = [calendarDateAt(now), timeOfDayAt(now)];
    return jobOf(ports.printer, layout(testPage({ kiosk: settings.kioskId, on, at, paper }), paper));
  };

  return setup({
    types: {
      context: {} as MaintenanceContext,
      events: {} as Intent | CardGone | SyncReport,
      input: {} as { token: InsertionToken },
      children: {} as { admission: 'admission'; issue: 'issue'; taking: 'taking' },
    },
    actors: {
      admission: admissionMachine(ports, delays),
      issue: issueMachine(ports, delays),
      taking: takingMachine(ports, delays),
      syncNow,
      record: fromPromise<JournalOutput, Occurrence>(({ input }) => ports.journal.record(input)),
      begin: fromPromise<BeginOutput, Operation>(({ input }) => ports.journal.begin(input)),
      settle: fromPromise<JournalOutput, { id: OperationId; outcome: Outcome }>(({ input }) =>
        ports.journal.settle(input.id, input.outcome),
      ),
    },
    delays: {
      maintenanceInactivity: delays.maintenanceInactivity,
      syncNowDeadline: delays.syncNowDeadline,
      journalRetry: delays.journalRetry,
    },
    actions: {
      forward: forwardTo('admission'),
      forwardToIssue: forwardTo('issue'),
      noteAdmission: assign((_, { technician, cardIsIn }: AdmissionOutput) => ({ technician, cardIsIn })),
      noteCardGone: assign({ cardIsIn: false, whyLeft: 'card-removed' }),
      noteWhyLeft: assign({ whyLeft: (_, why: string) => why }),
      clearNotice: assign({ notice: null }),
      noteIssued: assign({
        notice: (_, { issued }: IssueOutput) => ({ tool: 'test-print' as const, issued }),
      }),
      noteIssueFailure: assign({ notice: { tool: 'test-print', issued: 'in-doubt' } }),
      keepOperation: assign({ operation: (_, begun: BeginOutput) => (begun.ok ? begun.value : null) }),
      noteDelivery: assign((_, delivery: Delivery | null) => ({
        outcome: deliveryOutcome(delivery),
        notice: { tool: 'sync-now' as const, delivery },
      })),
      noteFailure: assign({
        notice: (_, failure: 'not-recorded' | 'unsettled') => ({ tool: 'sync-now' as const, failure }),
      }),
      forgetTechnician: assign({ technician: null }),
      recordVisitLater: ({ context }) => {
        const technician = technicianOf(context);
        ports.journal.recordLater({ kind: 'maintenance-entered', technician });
        ports.journal.recordLater({ kind: 'maintenance-left', technician, why: context.whyLeft });
      },
    },
    guards: {
      failed: (_, output: { readonly ok: boolean }) => !output.ok,
      isAdmitted: (_, { technician }: AdmissionOutput) => technician !== null,
      isGone: (_, { cardIsIn }: AdmissionOutput) => !cardIsIn,
      cardIsGone: ({ context }) => !context.cardIsIn,
      mayRun: ({ context, event }, tool: Tool) =>
        event.type === 'run' &&
        event.action === tool &&
        context.technician !== null &&
        holds(ports.cardReader.state(), context.token),
    },
  }).createMachine({
    id: 'maintenance',
    context: ({ input }) => ({
      token: input.token,
      cardIsIn: true,
      technician: null,
      whyLeft: '',
      operation: null,
      outcome: 'in-doubt',
      notice: null,
    }),
    initial: 'admitting',
    states: {
      admitting: {
        invoke: {
          id: 'admission',
          src: 'admission',
          input: ({ context: { token } }) => ({ token }),
          onDone: [
            {
              guard: { type: 'isAdmitted', params: outputOf },
              target: 'recordingEntry',
              actions: { type: 'noteAdmission', params: outputOf },
            },
            { guard: { type: 'isGone', params: outputOf }, target: 'ended' },
            { guard: 'cardIsGone', target: 'ended' },
            { target: 'taking' },
          ],
          onError: [{ guard: 'cardIsGone', target: 'ended' }, { target: 'taking' }],
        },
        on: {
          digit: { actions: 'forward' },
          erase: { actions: 'forward' },
          confirm: { actions: 'forward' },
          leave: { actions: 'forward' },
          'card.gone': { actions: ['noteCardGone', 'forward'] },
        },
      },

      recordingEntry: {
        invoke: {
          id: 'recordEntry',
          src: 'record',
          input: ({ context }) => ({ kind: 'maintenance-entered', technician: technicianOf(context) }),
          onDone: [
            { guard: { type: 'failed', params: outputOf }, target: 'unrecorded' },
            { guard: 'cardIsGone', target: 'recordingExit' },
            { target: 'open' },
          ],
          onError: 'unrecorded',
        },
        on: { 'card.gone': { actions: 'noteCardGone' } },
      },

      open: {
        after: {
          maintenanceInactivity: {
            target: 'recordingExit',
            actions: { type: 'noteWhyLeft', params: 'inactivity' },
          },
        },
        on: {
          run: [
            {
              guard: { type: 'mayRun', params: 'test-print' },
              target: 'printingTest',
              actions: 'clearNotice',
            },
            {
              guard: { type: 'mayRun', params: 'sync-now' },
              target: 'syncing',
              actions: 'clearNotice',
            },
          ],
          leave: { target: 'recordingExit', actions: { type: 'noteWhyLeft', params: 'left' } },
          'card.gone': { target: 'recordingExit', actions: 'noteCardGone' },
        },
      },

      printingTest: {
        invoke: {
          id: 'issue',
          src: 'issue',
          input: ({ context }) => {
            const operation = operationFor(context, 'test-print');
            return { begin: () => ports.journal.begin(operation), ...testJob() };
          },
          onDone: { target: 'closingAction', actions: { type: 'noteIssued', params: outputOf } },
          onError: { target: 'closingAction', actions: 'noteIssueFailure' },
        },
        on: { 'card.gone': { actions: ['noteCardGone', 'forwardToIssue'] } },
      },

      syncing: {
        initial: 'recording',
        on: { 'card.gone': { actions: 'noteCardGone' } },
        states: {
          recording: {
            invoke: {
              id: 'begin',
              src: 'begin',
              input: ({ context }) => operationFor(context, 'sync-now'),
              onDone: [
                {
                  guard: { type: 'failed', params: outputOf },
                  target: '#maintenance.closingAction',
                  actions: { type: 'noteFailure', params: 'not-recorded' },
                },
                { target: 'delivering', actions: { type: 'keepOperation', params: outputOf } },
              ],
              onError: {
                target: '#maintenance.closingAction',
                actions: { type: 'noteFailure', params: 'not-recorded' },
              },
            },
          },
          delivering: {
            invoke: {
              id: 'syncNow',
              src: 'syncNow',
              onError: { target: 'settling', actions: { type: 'noteDelivery', params: null } },
            },
            after: {
              syncNowDeadline: { target: 'settling', actions: { type: 'noteDelivery', params: null } },
            },
            on: {
              'sync.reported': {
                target: 'settling',
                actions: { type: 'noteDelivery', params: ({ event }) => event.delivery },
              },
            },
          },
          settling: {
            invoke: {
              id: 'settle',
              src: 'settle',
              input: ({ context: { operation, outcome } }) => {
                if (operation === null) throw new Error('no operation was begun: nothing to settle');
                return { id: operation, outcome };
              },
              onDone: [
                {
                  guard: { type: 'failed', params: outputOf },
                  target: '#maintenance.closingAction',
                  actions: { type: 'noteFailure', params: 'unsettled' },
                },
                { target: '#maintenance.closingAction' },
              ],
              onError: {
                target: '#maintenance.closingAction',
                actions: { type: 'noteFailure', params: 'unsettled' },
              },
            },
          },
        },
      },

      closingAction: { always: [{ guard: 'cardIsGone', target: 'recordingExit' }, { target: 'open' }] },

      recordingExit: {
        invoke: {
          id: 'recordExit',
          src: 'record',
          input: ({ context }) => ({
            kind: 'maintenance-left',
            technician: technicianOf(context),
            why: context.whyLeft,
          }),
          onDone: [{ guard: 'cardIsGone', target: 'ended' }, { target: 'taking' }],
          onError: [{ guard: 'cardIsGone', target: 'ended' }, { target: 'taking' }],
        },
        on: { 'card.gone': { actions: assign({ cardIsIn: false }) } },
      },

      // The technician sees what is wrong and what to do; nothing can be run before the journal takes their entry.
      unrecorded: {
        initial: 'waiting',
        always: { guard: 'cardIsGone', target: 'ended', actions: 'recordVisitLater' },
        after: {
          maintenanceInactivity: {
            target: 'taking',
            actions: [{ type: 'noteWhyLeft', params: 'inactivity' }, 'recordVisitLater'],
          },
        },
        on: {
          leave: {
            target: 'taking',
            actions: [{ type: 'noteWhyLeft', params: 'left' }, 'recordVisitLater'],
          },
          'card.gone': { actions: 'noteCardGone' },
        },
        states: {
          waiting: { after: { journalRetry: 'retrying' } },
          retrying: {
            invoke: {
              id: 'recordEntry',
              src: 'record',
              input: ({ context }) => ({ kind: 'maintenance-entered', technician: technicianOf(context) }),
              onDone: [
                { guard: { type: 'failed', params: outputOf }, target: 'waiting' },
                { target: '#maintenance.open' },
              ],
              onError: 'waiting',
            },
          },
        },
      },

      taking: {
        entry: 'forgetTechnician',
        invoke: { id: 'taking', src: 'taking' },
        on: { 'card.gone': 'ended' },
      },

      ended: { type: 'final', entry: 'forgetTechnician' },
    },
  });
}

export type MaintenanceSnapshot = SnapshotFrom<ReturnType<typeof maintenanceMachine>>;
