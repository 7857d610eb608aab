import type { InsertionToken, PinOutcome, TechnicianId } from '@borne/device-drivers/card-reader/port';
import { columns, type PrintOutcome } from '@borne/device-drivers/receipt-printer/port';
import type { DeviceError } from '@borne/domain/device-error';
import type { Result } from '@borne/domain/result';
import type { Delivery } from '@borne/sync/central/port';
import type { JournalError, Occurrence, Operation, OperationId, Outcome } from '@borne/sync/journal/port';
import {
  type ActorRefFrom,
  type AnyEventObject,
  assign,
  fromCallback,
  fromPromise,
  type SnapshotFrom,
  setup,
} from 'xstate';
import { outputOf } from './actor-output.ts';
import { type CardGone, holds } from './card-gone.ts';
import type { Delays } from './delays.ts';
import { waitBeforePin } from './lockout.ts';
import type { KioskPorts, KioskSettings } from './ports.ts';
import { jobOf, type PrintReport, printJob } from './print-job.ts';
import type { syncMachine } from './sync.machine.ts';
import { takingMachine } from './taking.machine.ts';
import { testPage } from './test-page.ts';
import type { Intent } from './view.ts';

/** What a technician may run; also how the journal names it. */
export const tools = ['test-print', 'sync-now'] as const;
export type Tool = (typeof tools)[number];

/** How the last action ended, for the screen. */
export type Notice =
  | { readonly tool: 'test-print'; readonly outcome: Outcome }
  | { readonly tool: 'sync-now'; readonly delivery: Delivery | null }
  | { readonly tool: Tool; readonly failure: 'unrecorded' | 'unsettled' };

export interface MaintenanceContext {
  readonly token: InsertionToken;
  readonly cardIsIn: boolean;
  /** Digits of the PIN entered so far. */
  readonly digits: string;
  readonly triesLeft: number;
  readonly lastPinWasWrong: boolean;
  readonly technician: TechnicianId | null;
  readonly whyLeft: string;
  readonly tool: Tool;
  readonly operation: OperationId | null;
  readonly outcome: Outcome;
  readonly notice: Notice | null;
}

type SyncReport = { readonly type: 'sync.reported'; readonly delivery: Delivery };
type MaintenanceEvent = Intent | CardGone | PrintReport | SyncReport;

type VerifyOutput = Result<PinOutcome, DeviceError>;
type JournalOutput = Result<void, JournalError>;

export const pinLength = { min: 4, max: 8 } as const;

const journaled = { printed: 'done', 'not-printed': 'not-done', 'in-doubt': 'in-doubt' } as const;

const isTool = (action: string): action is Tool => tools.some((tool) => tool === action);

/** Asks the sync machine of the same kiosk for a delivery and reports how it went. */
const syncNow = fromCallback<AnyEventObject>(({ system, sendBack }) => {
  const sync: ActorRefFrom<ReturnType<typeof syncMachine>> | undefined = system.get('sync');
  const delivered = sync?.on('delivered', ({ delivery }) =>
    sendBack({ type: 'sync.reported', delivery } satisfies SyncReport),
  );
  sync?.send({ type: 'sync.now' });
  return () => delivered?.unsubscribe();
});

/**
 * A technician at the kiosk: PIN against the card, then tools. Every action is authorised here, at the moment it
 * is asked for (somebody was accepted and the very same card is still in), and journaled before and after.
 */
export function maintenanceMachine(
  ports: Pick<KioskPorts, 'cardReader' | 'printer' | 'journal' | 'clock'>,
  settings: Pick<KioskSettings, 'kioskId'>,
  delays: Delays,
) {
  const testLines = () =>
    testPage({ kiosk: settings.kioskId, at: new Date(ports.clock.now()).toISOString(), columns });
  const technicianOf = ({ technician }: MaintenanceContext): TechnicianId => {
    if (technician === null)
      throw new Error('no technician was accepted: nothing may be recorded in their name');
    return technician;
  };

  return setup({
    types: {
      context: {} as MaintenanceContext,
      events: {} as MaintenanceEvent,
      input: {} as { token: InsertionToken },
      children: {} as { print: 'print'; taking: 'taking' },
    },
    actors: {
      triesLeft: fromPromise<Result<number, DeviceError>, InsertionToken>(({ input, signal }) =>
        ports.cardReader.pinTriesLeft(input, signal),
      ),
      // The PIN comes in a closure: the input of an actor is part of the machine's snapshot.
      verify: fromPromise<VerifyOutput, { present: (signal: AbortSignal) => Promise<VerifyOutput> }>(
        ({ input, signal }) => input.present(signal),
      ),
      record: fromPromise<JournalOutput, Occurrence>(({ input }) => ports.journal.record(input)),
      begin: fromPromise<Result<OperationId, JournalError>, Operation>(({ input }) =>
        ports.journal.begin(input),
      ),
      settle: fromPromise<JournalOutput, { id: OperationId; outcome: Outcome }>(({ input }) =>
        ports.journal.settle(input.id, input.outcome),
      ),
      print: printJob,
      syncNow,
      taking: takingMachine(ports, delays),
    },
    delays: {
      lockout: ({ context }) => {
        const wait = waitBeforePin(context.triesLeft);
        return wait === 'blocked' ? 0 : wait;
      },
      maintenanceInactivity: delays.maintenanceInactivity,
      printStall: delays.printStall,
      syncNowDeadline: delays.syncNowDeadline,
    },
    actions: {
      noteCardGone: assign({ cardIsIn: false, digits: '', whyLeft: 'card-removed' }),
      clearDigits: assign({ digits: '' }),
      noteTries: assign({ triesLeft: (_, tries: number) => tries }),
      noteWhyLeft: assign({ whyLeft: (_, why: string) => why }),
      notePrint: assign(({ context }, { outcome }: PrintOutcome) => ({
        outcome: journaled[outcome],
        notice: context.tool === 'test-print' ? { tool: context.tool, outcome: journaled[outcome] } : null,
      })),
      noteDelivery: assign((_, delivery: Delivery | null) => ({
        outcome: deliveryOutcome(delivery),
        notice: { tool: 'sync-now' as const, delivery },
      })),
      noteFailure: assign({
        notice: ({ context }, failure: 'unrecorded' | 'unsettled') => ({ tool: context.tool, failure }),
      }),
    },
    guards: {
      failed: (_, output: { readonly ok: boolean }) => !output.ok,
      pinAccepted: (_, output: VerifyOutput) => output.ok && output.value.pin === 'accepted',
      pinRefused: (_, output: VerifyOutput) => output.ok && output.value.pin !== 'accepted',
      cardIsGone: ({ context }) => !context.cardIsIn,
      blocked: ({ context }) => waitBeforePin(context.triesLeft) === 'blocked',
      mustWait: ({ context }) => waitBeforePin(context.triesLeft) !== 0,
      roomForDigit: ({ context, event }) =>
        event.type === 'digit' && /^\d$/.test(event.digit) && context.digits.length < pinLength.max,
      enoughDigits: ({ context }) => context.digits.length >= pinLength.min,
      authorised: ({ context, event }) =>
        event.type === 'run' &&
        isTool(event.action) &&
        context.technician !== null &&
        holds(ports.cardReader.state(), context.token),
      printsTest: ({ context }) => context.tool === 'test-print',
    },
  }).createMachine({
    id: 'maintenance',
    context: ({ input }) => ({
      token: input.token,
      cardIsIn: true,
      digits: '',
      triesLeft: 0,
      lastPinWasWrong: false,
      technician: null,
      whyLeft: '',
      tool: 'test-print',
      operation: null,
      outcome: 'in-doubt',
      notice: null,
    }),
    initial: 'checking',
    states: {
      checking: {
        invoke: {
          id: 'triesLeft',
          src: 'triesLeft',
          input: ({ context }) => context.token,
          onDone: [
            { guard: { type: 'failed', params: outputOf }, target: 'refused' },
            {
              target: 'admitting',
              actions: {
                type: 'noteTries',
                params: ({ event }) => (event.output.ok ? event.output.value : 0),
              },
            },
          ],
          onError: 'refused',
        },
        on: { 'card.gone': 'ended' },
      },

      admitting: {
        always: [
          { guard: 'blocked', target: 'blocked' },
          { guard: 'mustWait', target: 'delayed' },
          { target: 'entering' },
        ],
      },

      delayed: {
        after: { lockout: 'entering' },
        on: { leave: 'taking', 'card.gone': 'ended' },
      },

      entering: {
        after: { maintenanceInactivity: { target: 'taking', actions: 'clearDigits' } },
        on: {
          digit: {
            guard: 'roomForDigit',
            actions: assign({ digits: ({ context, event }) => context.digits + event.digit }),
          },
          erase: { actions: assign({ digits: ({ context }) => context.digits.slice(0, -1) }) },
          confirm: { guard: 'enoughDigits', target: 'verifying' },
          leave: { target: 'taking', actions: 'clearDigits' },
          'card.gone': { target: 'ended', actions: 'clearDigits' },
        },
      },

      verifying: {
        invoke: {
          id: 'verify',
          src: 'verify',
          input: ({ context: { token, digits } }) => ({
            present: (signal) => ports.cardReader.verifyTechnician(token, digits, signal),
          }),
          onDone: [
            {
              guard: { type: 'pinRefused', params: outputOf },
              target: 'recordingRefusal',
              actions: {
                type: 'noteTries',
                params: ({ event }) =>
                  event.output.ok && event.output.value.pin === 'wrong' ? event.output.value.remaining : 0,
              },
            },
            { guard: 'cardIsGone', target: 'ended' },
            {
              guard: { type: 'pinAccepted', params: outputOf },
              target: 'recordingEntry',
              actions: assign({
                technician: ({ event }) =>
                  event.output.ok && event.output.value.pin === 'accepted'
                    ? event.output.value.technician
                    : null,
              }),
            },
            { target: 'refused' },
          ],
          onError: [{ guard: 'cardIsGone', target: 'ended' }, { target: 'refused' }],
        },
        exit: 'clearDigits',
        // The card is asked already: a wrong PIN is recorded even if the card is pulled before it answers.
        on: { 'card.gone': { actions: 'noteCardGone' } },
      },

      recordingRefusal: {
        entry: assign({ lastPinWasWrong: true }),
        invoke: {
          id: 'recordRefusal',
          src: 'record',
          input: ({ context }) => ({ kind: 'pin-refused', remaining: context.triesLeft }),
          onDone: [{ guard: 'cardIsGone', target: 'ended' }, { target: 'admitting' }],
          onError: [{ guard: 'cardIsGone', target: 'ended' }, { target: 'admitting' }],
        },
        on: { 'card.gone': { actions: 'noteCardGone' } },
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
          run: {
            guard: 'authorised',
            target: 'recordingAction',
            actions: assign({
              tool: ({ event }) => (isTool(event.action) ? event.action : 'test-print'),
              notice: null,
            }),
          },
          leave: { target: 'recordingExit', actions: { type: 'noteWhyLeft', params: 'left' } },
          'card.gone': { target: 'recordingExit', actions: 'noteCardGone' },
        },
      },

      recordingAction: {
        invoke: {
          id: 'begin',
          src: 'begin',
          input: ({ context }) => ({
            kind: 'maintenance',
            technician: technicianOf(context),
            action: context.tool,
          }),
          onDone: [
            {
              guard: { type: 'failed', params: outputOf },
              target: 'closingAction',
              actions: { type: 'noteFailure', params: 'unrecorded' },
            },
            {
              guard: 'cardIsGone',
              target: 'settling',
              actions: assign({
                operation: ({ event }) => (event.output.ok ? event.output.value : null),
                outcome: 'not-done',
              }),
            },
            {
              target: 'acting',
              actions: assign({ operation: ({ event }) => (event.output.ok ? event.output.value : null) }),
            },
          ],
          onError: { target: 'closingAction', actions: { type: 'noteFailure', params: 'unrecorded' } },
        },
        on: { 'card.gone': { actions: 'noteCardGone' } },
      },

      acting: {
        initial: 'choosing',
        on: { 'card.gone': { actions: 'noteCardGone' } },
        states: {
          choosing: { always: [{ guard: 'printsTest', target: 'printing' }, { target: 'syncing' }] },
          printing: {
            invoke: {
              id: 'print',
              src: 'print',
              input: () => jobOf(ports.printer, testLines()),
              onError: { target: '#maintenance.settling', actions: { type: 'notePrint', params: lostJob } },
            },
            after: {
              printStall: {
                target: '#maintenance.settling',
                actions: { type: 'notePrint', params: lostJob },
              },
            },
            on: {
              'print.ended': {
                target: '#maintenance.settling',
                actions: { type: 'notePrint', params: ({ event }) => event.outcome },
              },
            },
          },
          syncing: {
            invoke: {
              id: 'syncNow',
              src: 'syncNow',
              onError: { target: '#maintenance.settling', actions: { type: 'noteDelivery', params: null } },
            },
            after: {
              syncNowDeadline: {
                target: '#maintenance.settling',
                actions: { type: 'noteDelivery', params: null },
              },
            },
            on: {
              'sync.reported': {
                target: '#maintenance.settling',
                actions: { type: 'noteDelivery', params: ({ event }) => event.delivery },
              },
            },
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
              target: 'closingAction',
              actions: { type: 'noteFailure', params: 'unsettled' },
            },
            { target: 'closingAction' },
          ],
          onError: { target: 'closingAction', actions: { type: 'noteFailure', params: 'unsettled' } },
        },
        on: { 'card.gone': { actions: 'noteCardGone' } },
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

      taking: {
        entry: assign({ technician: null }),
        invoke: { id: 'taking', src: 'taking' },
        on: { 'card.gone': 'ended' },
      },

      blocked: { on: { leave: 'taking', 'card.gone': 'ended' } },
      refused: { on: { leave: 'taking', 'card.gone': 'ended' } },
      unrecorded: {
        entry: assign({ technician: null }),
        always: { guard: 'cardIsGone', target: 'ended' },
        on: { leave: 'taking', 'card.gone': 'ended' },
      },
      ended: { type: 'final', entry: assign({ technician: null }) },
    },
  });
}

/** A job whose driver threw or fell silent: nobody knows what reached the paper. */
const lostJob: PrintOutcome = {
  outcome: 'in-doubt',
  error: {
    device: 'receipt-printer',
    code: 'timeout',
    retryable: false,
    detail: 'test page: the driver did not say how the job ended',
  },
};

function deliveryOutcome(delivery: Delivery | null): Outcome {
  if (delivery === null) return 'in-doubt';
  return delivery.delivery === 'acknowledged' || delivery.delivery === 'nothing-to-send'
    ? 'done'
    : 'not-done';
}

export type MaintenanceSnapshot = SnapshotFrom<ReturnType<typeof maintenanceMachine>>;
