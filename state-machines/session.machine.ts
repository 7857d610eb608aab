import type { InsertionToken } from '@borne/device-drivers/card-reader/port';
import type { DeviceError, DeviceErrorCode } from '@borne/domain/device-error';
import type { Result } from '@borne/domain/result';
import type { CardSerial, VitaleContent } from '@borne/domain/rights';
import { assign, forwardTo, fromPromise, raise, type SnapshotFrom, setup } from 'xstate';
import { outputOf } from './actor-output.ts';
import type { CardGone } from './card-gone.ts';
import type { Delays } from './delays.ts';
import type { KioskPorts, KioskSettings } from './ports.ts';
import { attestationMachine } from './services/attestation.machine.ts';
import { cardUpdateMachine } from './services/card-update.machine.ts';
import type { ServiceId } from './services/catalogue.ts';
import type { ServiceInput, ServiceOutput } from './services/service.ts';
import { takingMachine } from './taking.machine.ts';
import type { Intent } from './view.ts';

export interface SessionContext {
  readonly token: InsertionToken;
  /** What the card holds. Null before it is read, and from the moment the visit ends or the card leaves. */
  readonly vitale: VitaleContent | null;
  readonly readError: DeviceErrorCode | null;
  /** What the last service that printed left in the paper tray. */
  readonly paper: NonNullable<ServiceOutput['paper']>;
  /** A print of this visit that may or may not have come out. */
  readonly doubt: ServiceInput['doubt'];
  /** What became of the card: an update of this visit went to its end, or one was begun, here or elsewhere, and did not. */
  readonly update: NonNullable<ServiceOutput['update']>;
  /** Journals that a card in opposition was presented; a closure, so that nothing else here names the card. */
  readonly recordOpposition: () => Promise<unknown>;
  /** While the kiosk asks whether somebody is there: until when, in epoch milliseconds. */
  readonly warnedUntil: number;
}

type SessionEvent =
  | Intent
  | CardGone
  | { readonly type: 'visit.over' }
  | { readonly type: 'service.busy' }
  | { readonly type: 'service.free' }
  | { readonly type: 'service.ended'; readonly output: ServiceOutput }
  | { readonly type: 'service.broke' };

type ReadOutput = Result<VitaleContent, DeviceError>;

function serviceInput({ context: { token, vitale, doubt } }: { context: SessionContext }): ServiceInput {
  if (vitale === null) throw new Error('no card was read: nobody to serve');
  return { token, vitale, doubt };
}

/** How every service runs: the session hears how it ends, and whether it waits for the person. */
const service = {
  id: 'service',
  input: serviceInput,
  onSnapshot: {
    actions: {
      type: 'tellAttention',
      params: ({ event }: { event: { snapshot: { hasTag: (tag: 'busy') => boolean } } }) =>
        event.snapshot.hasTag('busy'),
    },
  },
  onDone: {
    actions: { type: 'tellEnd', params: ({ event }: { event: { output: ServiceOutput } }) => event.output },
  },
  onError: { actions: 'tellBroken' },
} as const;

const forward = { actions: 'forward' } as const;
const watchAgain = { target: 'watching', reenter: true } as const;

/**
 * One visit: the card is read, services are offered and run, the card is given back. It ends only when the card is out. A card
 * in opposition is offered nothing; one whose update was left unfinished is offered the rest of it first. Everything personal
 * goes at the end of the visit or when the card leaves, whichever comes first.
 */
export function sessionMachine(
  ports: Pick<
    KioskPorts,
    | 'cardReader'
    | 'cardUpdates'
    | 'central'
    | 'opposition'
    | 'journal'
    | 'printer'
    | 'sealing'
    | 'downlink'
    | 'clock'
    | 'documentNumber'
  >,
  settings: KioskSettings,
  delays: Delays,
) {
  return setup({
    types: {
      context: {} as SessionContext,
      events: {} as SessionEvent,
      input: {} as { token: InsertionToken },
      children: {} as { read: 'read'; service: 'attestation' | 'cardUpdate'; taking: 'taking' },
    },
    actors: {
      read: fromPromise<ReadOutput, { token: InsertionToken }>(({ input, signal }) =>
        ports.cardReader.readVitale(input.token, signal),
      ),
      attestation: attestationMachine(ports, settings, delays),
      cardUpdate: cardUpdateMachine(ports, delays),
      recordOpposition: fromPromise(({ input }: { input: { record: () => Promise<unknown> } }) =>
        input.record(),
      ),
      taking: takingMachine(ports, delays),
    },
    delays: {
      inactivity: delays.inactivity,
      warning: delays.warning,
      cardSilence: delays.cardSilence,
      farewell: ({ context }) =>
        context.update === 'unfinished' ? delays.unfinishedFarewell : delays.farewell,
    },
    actions: {
      forget: assign({ vitale: null }),
      forward: forwardTo('service'),
      keepCard: assign(({ context }, output: ReadOutput) => {
        if (!output.ok) return {};
        const settled = context.update === 'done' ? ('done' as const) : ('none' as const);
        return {
          vitale: output.value,
          update: output.value.updates?.open ? ('unfinished' as const) : settled,
        };
      }),
      noteReadError: assign({ readError: (_, code: DeviceErrorCode | null) => code }),
      noteOpposition: assign({
        recordOpposition: (_, cardSerial: CardSerial | undefined) => async () =>
          cardSerial && ports.journal.record({ kind: 'card-opposed', cardSerial }),
      }),
      noteEnd: assign(({ context }, { paper = 'none', doubt, update, vitale }: ServiceOutput) => ({
        paper: paper === 'none' ? context.paper : paper,
        doubt: doubt === undefined ? context.doubt : doubt,
        update: update ?? context.update,
        vitale: context.vitale && (vitale ?? context.vitale),
      })),
      setWarningDeadline: assign({ warnedUntil: () => ports.clock.now() + delays.warning }),
      endVisit: raise({ type: 'visit.over' }),
      tellAttention: raise(
        (_, busy: boolean): SessionEvent => ({
          type: busy ? 'service.busy' : 'service.free',
        }),
      ),
      tellEnd: raise((_, output: ServiceOutput): SessionEvent => ({ type: 'service.ended', output })),
      tellBroken: raise({ type: 'service.broke' }),
    },
    guards: {
      chooses: ({ event }, option: ServiceId) => event.type === 'choose' && event.option === option,
      updateIsUnfinished: ({ context }) => context.update === 'unfinished',
      cardIsGone: ({ context }) => context.vitale === null,
      slotIsTaken: ({ event }) => event.type === 'card.gone' && event.slot === 'other',
      wants: (_, { output, next }: { output: ServiceOutput; next: ServiceOutput['next'] }) =>
        output.next === next,
      wasRead: (_, output: ReadOutput) => output.ok,
      isOpposed: (_, output: ReadOutput) => output.ok && ports.opposition.isOpposed(output.value.serial),
      cardWasRemoved: (_, output: ReadOutput) => !output.ok && output.error.code === 'card-removed',
    },
  }).createMachine({
    id: 'session',
    context: ({ input }) => ({
      token: input.token,
      vitale: null,
      readError: null,
      paper: 'none',
      doubt: null,
      update: 'none',
      recordOpposition: async () => undefined,
      warnedUntil: 0,
    }),
    initial: 'reading',
    states: {
      reading: {
        invoke: {
          id: 'read',
          src: 'read',
          input: ({ context }) => ({ token: context.token }),
          onDone: [
            {
              guard: { type: 'isOpposed', params: outputOf },
              target: 'opposed',
              actions: {
                type: 'noteOpposition',
                params: ({ event }) => (event.output.ok ? event.output.value.serial : undefined),
              },
            },
            {
              guard: { type: 'wasRead', params: outputOf },
              target: 'open',
              actions: { type: 'keepCard', params: outputOf },
            },
            {
              guard: { type: 'cardWasRemoved', params: outputOf },
              target: 'farewell',
            },
            {
              target: 'unreadable',
              actions: {
                type: 'noteReadError',
                params: ({ event }) => (event.output.ok ? null : event.output.error.code),
              },
            },
          ],
          onError: 'faulty',
        },
        after: {
          cardSilence: { target: 'unreadable', actions: { type: 'noteReadError', params: 'timeout' } },
        },
        on: { 'card.gone': 'farewell' },
      },

      unreadable: {
        entry: 'forget',
        invoke: { id: 'taking', src: 'taking' },
        on: { 'card.gone': 'ended' },
      },

      opposed: {
        entry: 'forget',
        invoke: [
          { id: 'taking', src: 'taking' },
          {
            id: 'recordOpposition',
            src: 'recordOpposition',
            input: ({ context }) => ({ record: context.recordOpposition }),
            onError: {},
          },
        ],
        on: { 'card.gone': 'ended' },
      },

      open: {
        type: 'parallel',
        on: { 'visit.over': 'taking' },
        states: {
          stage: {
            initial: 'arriving',
            states: {
              arriving: {
                always: [{ guard: 'updateIsUnfinished', target: 'unfinished' }, { target: 'menu' }],
              },
              unfinished: {
                on: {
                  confirm: 'serving.cardUpdate',
                  back: 'menu',
                  leave: '#session.taking',
                  'card.gone': '#session.farewell',
                },
              },
              menu: {
                on: {
                  choose: [
                    {
                      guard: { type: 'chooses', params: 'attestation-droits' },
                      target: 'serving.attestation',
                    },
                    { guard: { type: 'chooses', params: 'mise-a-jour' }, target: 'serving.cardUpdate' },
                  ],
                  leave: '#session.taking',
                  'card.gone': '#session.farewell',
                },
              },
              serving: {
                on: {
                  choose: forward,
                  toggle: forward,
                  digit: forward,
                  erase: forward,
                  confirm: forward,
                  back: forward,
                  leave: forward,
                  'card.gone': { actions: ['forget', 'forward'] },
                  'service.ended': [
                    {
                      guard: 'cardIsGone',
                      target: '#session.farewell',
                      actions: { type: 'noteEnd', params: outputOf },
                    },
                    {
                      guard: {
                        type: 'wants',
                        params: ({ event: { output } }) => ({ output, next: 'menu' }),
                      },
                      target: 'menu',
                      actions: { type: 'noteEnd', params: outputOf },
                    },
                    {
                      guard: {
                        type: 'wants',
                        params: ({ event: { output } }) => ({ output, next: 'read-again' }),
                      },
                      target: '#session.reading',
                      actions: [{ type: 'noteEnd', params: outputOf }, 'forget'],
                    },
                    {
                      guard: {
                        type: 'wants',
                        params: ({ event: { output } }) => ({ output, next: 'opposed' }),
                      },
                      target: '#session.opposed',
                      actions: {
                        type: 'noteOpposition',
                        params: ({ context }) => context.vitale?.serial,
                      },
                    },
                    { target: '#session.taking', actions: { type: 'noteEnd', params: outputOf } },
                  ],
                  'service.broke': [
                    { guard: 'cardIsGone', target: '#session.farewell' },
                    { target: '#session.faulty' },
                  ],
                },
                initial: 'attestation',
                states: {
                  attestation: { invoke: { ...service, src: 'attestation' } },
                  cardUpdate: { invoke: { ...service, src: 'cardUpdate' } },
                },
              },
            },
          },
          attention: {
            initial: 'watching',
            states: {
              watching: {
                after: { inactivity: 'warned' },
                on: {
                  choose: watchAgain,
                  toggle: watchAgain,
                  confirm: watchAgain,
                  back: watchAgain,
                  'service.busy': 'suspended',
                },
              },
              warned: {
                entry: 'setWarningDeadline',
                after: { warning: { actions: 'endVisit' } },
                on: { stay: 'watching', leave: { actions: 'endVisit' } },
              },
              suspended: { on: { 'service.free': 'watching', 'service.ended': 'watching' } },
            },
          },
        },
      },

      taking: {
        entry: 'forget',
        invoke: { id: 'taking', src: 'taking' },
        on: { 'card.gone': 'ended' },
      },

      faulty: {
        entry: 'forget',
        invoke: { id: 'taking', src: 'taking' },
        on: { 'card.gone': 'ended' },
      },

      farewell: {
        entry: 'forget',
        after: { farewell: 'ended' },
        on: { 'card.gone': { guard: 'slotIsTaken', target: 'ended' } },
      },

      ended: { type: 'final', entry: 'forget' },
    },
  });
}

export type SessionSnapshot = SnapshotFrom<ReturnType<typeof sessionMachine>>;
