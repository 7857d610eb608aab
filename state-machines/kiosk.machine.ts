import type { CardReaderState, InsertionToken } from '@borne/device-drivers/card-reader/port';
import type { PrinterState } from '@borne/device-drivers/receipt-printer/port';
import type { Result } from '@borne/domain/result';
import type { JournalError, Occurrence } from '@borne/sync/journal/port';
import {
  type AnyEventObject,
  assign,
  fromCallback,
  fromPromise,
  type SnapshotFrom,
  sendTo,
  setup,
} from 'xstate';
import { outputOf } from './actor-output.ts';
import { type CardGone, holds } from './card-gone.ts';
import type { Delays } from './delays.ts';
import { leftPaperMachine } from './left-paper.machine.ts';
import { maintenanceMachine } from './maintenance.machine.ts';
import type { KioskPorts, KioskSettings } from './ports.ts';
import { sessionMachine } from './session.machine.ts';
import { syncMachine } from './sync.machine.ts';
import { takingMachine } from './taking.machine.ts';
import type { Intent } from './view.ts';

export interface KioskContext {
  readonly reader: CardReaderState;
  readonly printer: PrinterState;
  /** False from the moment the journal refused a record until it took one again. */
  readonly journalUsable: boolean;
  /** The presentation that the screen is about; null when no card is being dealt with. */
  readonly token: InsertionToken | null;
  /** Presentations in a row of a card that did not answer. */
  readonly mute: number;
}

export type KioskEvent =
  /** Somebody touched the screen; already checked against the view that offered it. */
  | { readonly type: 'intent'; readonly intent: Intent }
  | { readonly type: 'reader.changed'; readonly reader: CardReaderState }
  | { readonly type: 'printer.changed'; readonly printer: PrinterState }
  | { readonly type: 'journal.written' }
  | { readonly type: 'journal.failed' }
  | { readonly type: 'network.seen'; readonly reachable: boolean };

type RecordOutput = Result<void, JournalError>;

const tokenIn = (reader: CardReaderState) => ('token' in reader ? reader.token : null);

const cardIs = (reader: CardReaderState, kind: string) =>
  reader.reader === 'occupied' && reader.card === kind;

/** What the machine that works for `token` must hear of the reader, if anything. */
const cardGone = (reader: CardReaderState): CardGone => ({
  type: 'card.gone',
  slot: reader.reader === 'empty' ? 'empty' : 'other',
});

/** The token of the visit. Only states that a card led to may ask. */
function tokenOf({ token }: KioskContext): InsertionToken {
  if (token === null) throw new Error('no card is being dealt with');
  return token;
}

/**
 * The whole kiosk. It looks at the card reader, then does what the reader's state calls for: attract, a visit, a
 * word about a card that is none of ours, maintenance, or out of service, from which it comes back by itself.
 * Whatever ends leads to `deciding`, which looks again.
 */
export function kioskMachine(ports: KioskPorts, settings: KioskSettings, delays: Delays) {
  const parts = setup({
    types: {
      context: {} as KioskContext,
      events: {} as KioskEvent,
      children: {} as {
        session: 'session';
        maintenance: 'maintenance';
        sync: 'sync';
        taking: 'taking';
        leftPaper: 'leftPaper';
      },
    },
    actors: {
      watchReader: fromCallback<AnyEventObject>(({ sendBack }) => {
        const report = (reader: CardReaderState) =>
          sendBack({ type: 'reader.changed', reader } satisfies KioskEvent);
        const unsubscribe = ports.cardReader.subscribe(report);
        report(ports.cardReader.state());
        return unsubscribe;
      }),
      watchPrinter: fromCallback<AnyEventObject>(({ sendBack }) => {
        const report = (printer: PrinterState) =>
          sendBack({ type: 'printer.changed', printer } satisfies KioskEvent);
        const unsubscribe = ports.printer.subscribe(report);
        report(ports.printer.state());
        return unsubscribe;
      }),
      session: sessionMachine(ports, settings, delays),
      maintenance: maintenanceMachine(ports, settings, delays),
      sync: syncMachine(ports, delays),
      leftPaper: leftPaperMachine(ports, delays),
      taking: takingMachine(ports, delays),
      record: fromPromise<RecordOutput, Occurrence>(({ input }) => ports.journal.record(input)),
    },
    delays: {
      startUp: delays.startUp,
      readerBlip: delays.readerBlip,
      journalRetry: delays.journalRetry,
      unreadableMemory: delays.unreadableMemory,
      cardSilence: delays.cardSilence,
    },
    actions: {
      noteReader: assign({ reader: (_, reader: CardReaderState) => reader }),
      notePrinter: assign({ printer: (_, printer: PrinterState) => printer }),
      noteToken: assign({ token: ({ context }) => tokenIn(context.reader) }),
      noteMute: assign({ mute: ({ context }) => context.mute + 1 }),
      forgetMute: assign({ mute: 0 }),
      noteJournal: assign({ journalUsable: (_, usable: boolean) => usable }),
      wakeSync: sendTo('sync', { type: 'journal.written' }),
    },
    guards: {
      readerIsAbsent: ({ context }) => context.reader.reader === 'absent',
      readerIsThere: ({ context }) => context.reader.reader !== 'absent',
      slotIsEmpty: ({ context }) => context.reader.reader === 'empty',
      slotIsNotEmpty: ({ context }) => context.reader.reader !== 'empty',
      cardIsKnown: ({ context }) => context.reader.reader !== 'identifying',
      cardLeaves: ({ context }, reader: CardReaderState) =>
        context.token === null || !holds(reader, context.token),
      cardIsUnknownYet: ({ context }) => context.reader.reader === 'identifying',
      cardIsVitale: ({ context }) => cardIs(context.reader, 'vitale-2'),
      cardIsTechnician: ({ context }) => cardIs(context.reader, 'technician'),
      cardIsMute: ({ context }) => cardIs(context.reader, 'mute'),
      journalIsUnusable: ({ context }) => !context.journalUsable,
      cardHasLeft: ({ context }) => context.token === null || !holds(context.reader, context.token),
      recorded: (_, output: RecordOutput) => output.ok,
    },
  });

  /** What the machine that deals with the card hears: whoever touches the screen, and that the card leaves. */
  const heardBy = (child: 'session' | 'maintenance') =>
    parts.createStateConfig({
      on: {
        intent: { actions: sendTo(child, ({ event }) => event.intent) },
        'reader.changed': [
          {
            guard: { type: 'cardLeaves', params: ({ event }) => event.reader },
            actions: [
              { type: 'noteReader', params: ({ event }) => event.reader },
              sendTo(child, ({ event }) => cardGone(event.reader)),
            ],
          },
          { actions: { type: 'noteReader', params: ({ event }) => event.reader } },
        ],
      },
    }).on;

  return parts.createMachine({
    id: 'kiosk',
    context: {
      reader: ports.cardReader.state(),
      printer: ports.printer.state(),
      journalUsable: settings.journalRefused !== true,
      token: null,
      mute: 0,
    },
    invoke: [
      { id: 'watchReader', src: 'watchReader', onError: '.outOfService' },
      { id: 'watchPrinter', src: 'watchPrinter', onError: {} },
      { id: 'sync', src: 'sync', systemId: 'sync', onError: {} },
      { id: 'leftPaper', src: 'leftPaper', onError: {} },
    ],
    on: {
      'reader.changed': { actions: { type: 'noteReader', params: ({ event }) => event.reader } },
      'printer.changed': { actions: { type: 'notePrinter', params: ({ event }) => event.printer } },
      'journal.written': { actions: 'wakeSync' },
      'journal.failed': { actions: { type: 'noteJournal', params: false } },
      'network.seen': { actions: sendTo('sync', ({ event }) => event) },
    },
    initial: 'starting',
    states: {
      starting: {
        always: { guard: 'readerIsThere', target: 'deciding' },
        after: { startUp: 'deciding' },
      },

      deciding: {
        entry: 'noteToken',
        always: [
          { guard: 'readerIsAbsent', target: 'outOfService' },
          { guard: 'cardIsUnknownYet', target: 'identifying' },
          { guard: 'cardIsTechnician', target: 'maintaining', actions: 'forgetMute' },
          { guard: 'journalIsUnusable', target: 'outOfService.journal' },
          { guard: 'slotIsEmpty', target: 'idle' },
          { guard: 'cardIsVitale', target: 'visiting', actions: 'forgetMute' },
          { guard: 'cardIsMute', target: 'informing', actions: 'noteMute' },
          { target: 'informing', actions: 'forgetMute' },
        ],
      },

      idle: {
        always: [
          { guard: 'slotIsNotEmpty', target: 'deciding' },
          { guard: 'journalIsUnusable', target: 'outOfService.journal' },
        ],
        after: { unreadableMemory: { actions: 'forgetMute' } },
      },

      identifying: {
        always: { guard: 'cardIsKnown', target: 'deciding' },
        after: { cardSilence: 'interrupted' },
      },

      visiting: {
        entry: sendTo('sync', { type: 'network.wanted' }),
        invoke: {
          id: 'session',
          src: 'session',
          input: ({ context }) => ({ token: tokenOf(context) }),
          onDone: 'deciding',
          onError: 'interrupted',
        },
        on: heardBy('session'),
      },

      maintaining: {
        invoke: {
          id: 'maintenance',
          src: 'maintenance',
          input: ({ context }) => ({ token: tokenOf(context) }),
          onDone: 'deciding',
          onError: 'interrupted',
        },
        on: heardBy('maintenance'),
      },

      informing: {
        invoke: { id: 'taking', src: 'taking', onError: {} },
        always: { guard: 'cardHasLeft', target: 'deciding' },
      },

      interrupted: {
        invoke: { id: 'taking', src: 'taking', onError: {} },
        always: { guard: 'cardHasLeft', target: 'deciding' },
      },

      outOfService: {
        initial: 'readerMissing',
        states: {
          readerMissing: {
            always: { guard: 'readerIsThere', target: '#kiosk.deciding' },
            after: { readerBlip: 'recordingLoss' },
          },
          recordingLoss: {
            invoke: {
              id: 'recordLoss',
              src: 'record',
              input: { kind: 'out-of-service', why: 'card-reader' },
              onDone: 'readerLost',
              onError: 'readerLost',
            },
          },
          readerLost: { always: { guard: 'readerIsThere', target: 'resuming' } },
          journal: {
            // Maintenance is the one thing that a kiosk without a journal is for.
            always: [
              { guard: 'cardIsUnknownYet', target: '#kiosk.deciding' },
              { guard: 'cardIsTechnician', target: '#kiosk.deciding' },
            ],
            after: { journalRetry: 'resuming' },
          },
          resuming: {
            invoke: {
              id: 'recordReturn',
              src: 'record',
              input: ({ context }) => ({
                kind: 'back-in-service',
                after: context.journalUsable ? 'card-reader' : 'journal',
              }),
              onDone: [
                {
                  guard: { type: 'recorded', params: outputOf },
                  target: '#kiosk.deciding',
                  actions: { type: 'noteJournal', params: true },
                },
                { target: 'journal', actions: { type: 'noteJournal', params: false } },
              ],
              onError: { target: 'journal', actions: { type: 'noteJournal', params: false } },
            },
          },
        },
      },
    },
  });
}

export type KioskSnapshot = SnapshotFrom<ReturnType<typeof kioskMachine>>;
