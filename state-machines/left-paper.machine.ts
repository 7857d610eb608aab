import type { DeviceError } from '@borne/domain/device-error';
import type { Result } from '@borne/domain/result';
import { type AnyEventObject, assign, fromCallback, fromPromise, type SnapshotFrom, setup } from 'xstate';
import { outputOf } from './actor-output.ts';
import type { Delays } from './delays.ts';
import type { KioskPorts } from './ports.ts';

export interface LeftPaperContext {
  /** A ticket waits in the printer's mouth. */
  readonly ticket: boolean;
  /** A card is in the slot: somebody is there, and the ticket is likely theirs. */
  readonly attended: boolean;
}

type LeftPaperEvent =
  | { readonly type: 'mouth.changed'; readonly ticket: boolean }
  | { readonly type: 'slot.changed'; readonly attended: boolean };

type RetractOutput = Result<'retracted' | 'empty', DeviceError>;

/**
 * Watches over a document that its printer holds out until it is taken. Once the card is out it asks, insists, then
 * has the printer take it back and records that it was forgotten; at once when another card comes, since the next
 * person must not find it. While the card is in, it waits long. On a printer without a presenter it does nothing.
 */
export function leftPaperMachine(
  ports: Pick<KioskPorts, 'cardReader' | 'printer' | 'journal'>,
  delays: Delays,
) {
  return setup({
    types: { context: {} as LeftPaperContext, events: {} as LeftPaperEvent },
    actors: {
      watch: fromCallback<AnyEventObject>(({ sendBack }) => {
        const tell = (event: LeftPaperEvent) => sendBack(event);
        const mouth = () => {
          const state = ports.printer.state();
          tell({
            type: 'mouth.changed',
            ticket: state.printer === 'connected' && state.presenter === 'ticket',
          });
        };
        const slot = () => tell({ type: 'slot.changed', attended: 'token' in ports.cardReader.state() });
        const unsubscriptions = [ports.printer.subscribe(mouth), ports.cardReader.subscribe(slot)];
        mouth();
        slot();
        return () => {
          for (const unsubscribe of unsubscriptions) unsubscribe();
        };
      }),
      retract: fromPromise<RetractOutput>(() => ports.printer.retract()),
      record: fromPromise(() => ports.journal.record({ kind: 'paper-forgotten' })),
    },
    delays: {
      takeReminder: delays.takeReminder,
      paperForgotten: delays.paperForgotten,
      paperAbandoned: delays.paperAbandoned,
      retractAgain: delays.retractAgain,
    },
    guards: {
      mouthIsEmpty: ({ context }) => !context.ticket,
      mouthIsFull: ({ context }) => context.ticket,
      somebodyIsThere: ({ context }) => context.attended,
      nobodyIsThere: ({ context }) => !context.attended,
      wasRetracted: (_, output: RetractOutput) => output.ok && output.value === 'retracted',
      wasTaken: (_, output: RetractOutput) => output.ok,
    },
  }).createMachine({
    id: 'left-paper',
    context: { ticket: false, attended: false },
    invoke: { id: 'watch', src: 'watch' },
    on: {
      'mouth.changed': { actions: assign({ ticket: ({ event }) => event.ticket }) },
      'slot.changed': { actions: assign({ attended: ({ event }) => event.attended }) },
    },
    initial: 'none',
    states: {
      none: { always: { guard: 'mouthIsFull', target: 'presented' } },
      presented: { always: [{ guard: 'somebodyIsThere', target: 'attended' }, { target: 'asking' }] },
      attended: {
        always: [
          { guard: 'mouthIsEmpty', target: 'none' },
          { guard: 'nobodyIsThere', target: 'asking' },
        ],
        after: { paperAbandoned: 'retracting' },
      },
      asking: {
        always: [
          { guard: 'mouthIsEmpty', target: 'none' },
          { guard: 'somebodyIsThere', target: 'retracting' },
        ],
        after: { takeReminder: 'insisting' },
      },
      insisting: {
        always: [
          { guard: 'mouthIsEmpty', target: 'none' },
          { guard: 'somebodyIsThere', target: 'retracting' },
        ],
        after: { paperForgotten: 'retracting' },
      },
      retracting: {
        invoke: {
          id: 'retract',
          src: 'retract',
          onDone: [
            { guard: { type: 'wasRetracted', params: outputOf }, target: 'recording' },
            { guard: { type: 'wasTaken', params: outputOf }, target: 'none' },
            { target: 'stuck' },
          ],
          onError: 'stuck',
        },
      },
      recording: { invoke: { id: 'record', src: 'record', onDone: 'none', onError: 'none' } },
      stuck: {
        always: { guard: 'mouthIsEmpty', target: 'none' },
        after: { retractAgain: 'retracting' },
      },
    },
  });
}

export type LeftPaperSnapshot = SnapshotFrom<ReturnType<typeof leftPaperMachine>>;
