import type { PrintOutcome, PrintProgress } from '@borne/device-drivers/receipt-printer/port';
import type { Result } from '@borne/domain/result';
import type { JournalError, OperationId, Outcome } from '@borne/sync/journal/port';
import { assign, fromPromise, type SnapshotFrom, sendTo, setup } from 'xstate';
import { outputOf } from './actor-output.ts';
import type { CardGone } from './card-gone.ts';
import type { Delays } from './delays.ts';
import type { KioskPorts } from './ports.ts';
import { type PrintJobInput, type PrintReport, printJob } from './print-job.ts';

type BeginOutput = Result<OperationId, JournalError>;
type SettleOutput = Result<void, JournalError>;

/**
 * What to record and what to print, as closures: the snapshot of a machine holds its context and the input of its
 * actors, and neither the paper's text nor whose it is may be part of one once the card has left.
 */
export interface IssueInput extends PrintJobInput {
  readonly begin: () => Promise<BeginOutput>;
}

/** `not-recorded`: the journal refused, so nothing was printed. `cancelled`: the card left before the print began. */
export type Issued = PrintOutcome['outcome'] | 'not-recorded' | 'cancelled';

export interface IssueOutput {
  readonly issued: Issued;
  readonly operation: OperationId | null;
}

export interface IssueContext extends IssueInput {
  readonly progress: PrintProgress;
  readonly operation: OperationId | null;
  readonly issued: Issued;
  /** What is to be journaled, and why. */
  readonly outcome: Outcome;
  readonly reason: string | null;
}

const journaled = { printed: 'done', 'not-printed': 'not-done', 'in-doubt': 'in-doubt' } as const;

/**
 * Puts one sheet of paper out: the intent journaled, then the print, then its outcome journaled. Nothing is printed
 * that was not recorded first; an outcome that could not be recorded is never told as printed. A card that leaves
 * stops it only before the print began: the operation is then settled as not done.
 */
export function issueMachine(ports: Pick<KioskPorts, 'journal'>, delays: Delays) {
  return setup({
    types: {
      context: {} as IssueContext,
      events: {} as CardGone | PrintReport,
      input: {} as IssueInput,
      output: {} as IssueOutput,
    },
    actors: {
      begin: fromPromise<BeginOutput, Pick<IssueInput, 'begin'>>(({ input }) => input.begin()),
      print: printJob,
      settle: fromPromise<SettleOutput, { id: OperationId; outcome: Outcome; reason: string | null }>(
        ({ input: { id, outcome, reason } }) =>
          reason === null ? ports.journal.settle(id, outcome) : ports.journal.settle(id, outcome, reason),
      ),
    },
    delays: {
      paperWait: delays.paperWait,
      printStall: delays.printStall,
      printGiveUp: delays.printGiveUp,
    },
    actions: {
      keepOperation: assign({ operation: (_, begun: BeginOutput) => (begun.ok ? begun.value : null) }),
      noteProgress: assign({ progress: (_, progress: PrintProgress) => progress }),
      noteOutcome: assign((_, ended: PrintOutcome) => ({
        issued: ended.outcome,
        outcome: journaled[ended.outcome],
        reason: ended.outcome === 'printed' ? null : ended.error.code,
      })),
      noteSilence: assign({ issued: 'in-doubt', outcome: 'in-doubt', reason: 'driver-silent' }),
      noteCancelled: assign({ issued: 'cancelled', outcome: 'not-done', reason: 'card-removed' }),
      noteNotRecorded: assign({ issued: 'not-recorded' }),
      noteUnsettled: assign({
        issued: ({ context: { issued } }) => (issued === 'printed' ? 'in-doubt' : issued),
      }),
      giveUpJob: sendTo('print', { type: 'abort' }),
    },
    guards: {
      journalRefused: (_, output: BeginOutput | SettleOutput) => !output.ok,
      isCancelled: ({ context }) => context.issued === 'cancelled',
      waits: (_, progress: PrintProgress) => progress !== 'printing',
    },
  }).createMachine({
    id: 'issue',
    context: ({ input }) => ({
      ...input,
      progress: 'printing',
      operation: null,
      issued: 'in-doubt',
      outcome: 'in-doubt',
      reason: null,
    }),
    output: ({ context: { issued, operation } }) => ({ issued, operation }),
    initial: 'recording',
    states: {
      recording: {
        invoke: {
          id: 'begin',
          src: 'begin',
          input: ({ context: { begin } }) => ({ begin }),
          onDone: [
            {
              guard: { type: 'journalRefused', params: outputOf },
              target: 'ended',
              actions: 'noteNotRecorded',
            },
            {
              guard: 'isCancelled',
              target: 'settling',
              actions: { type: 'keepOperation', params: outputOf },
            },
            { target: 'printing', actions: { type: 'keepOperation', params: outputOf } },
          ],
          onError: { target: 'ended', actions: 'noteNotRecorded' },
        },
        on: { 'card.gone': { actions: 'noteCancelled' } },
      },

      printing: {
        invoke: {
          id: 'print',
          src: 'print',
          input: ({ context: { print } }) => ({ print }),
          onError: { target: 'settling', actions: 'noteSilence' },
        },
        on: {
          'print.ended': {
            target: 'settling',
            actions: { type: 'noteOutcome', params: ({ event }) => event.outcome },
          },
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
            after: { printGiveUp: { target: '#issue.settling', actions: 'noteSilence' } },
          },
        },
      },

      settling: {
        invoke: {
          id: 'settle',
          src: 'settle',
          input: ({ context: { operation, outcome, reason } }) => {
            if (operation === null) throw new Error('no operation was begun: nothing to settle');
            return { id: operation, outcome, reason };
          },
          onDone: [
            {
              guard: { type: 'journalRefused', params: outputOf },
              target: 'ended',
              actions: 'noteUnsettled',
            },
            { target: 'ended' },
          ],
          onError: { target: 'ended', actions: 'noteUnsettled' },
        },
      },

      ended: { type: 'final' },
    },
  });
}

export type IssueSnapshot = SnapshotFrom<ReturnType<typeof issueMachine>>;
