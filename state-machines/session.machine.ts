import type { InsertionToken } from '@borne/device-drivers/card-reader/port';
import type { DeviceError, DeviceErrorCode } from '@borne/domain/device-error';
import type { Result } from '@borne/domain/result';
import type { VitaleContent } from '@borne/domain/rights';
import { assign, forwardTo, fromPromise, raise, type SnapshotFrom, setup } from 'xstate';
import { outputOf } from './actor-output.ts';
import type { CardGone } from './card-gone.ts';
import type { Delays } from './delays.ts';
import type { KioskPorts, KioskSettings } from './ports.ts';
import { attestationMachine } from './services/attestation.machine.ts';
import type { ServiceOutput } from './services/service.ts';
import { takingMachine } from './taking.machine.ts';
import type { Intent } from './view.ts';

export interface SessionContext {
  readonly token: InsertionToken;
  /** What the card holds. Null before it is read, and from the moment the visit ends or the card leaves. */
  readonly vitale: VitaleContent | null;
  readonly readError: DeviceErrorCode | null;
  /** What the last service that printed left in the paper tray. */
  readonly paper: ServiceOutput['paper'];
  /** A print of this visit that may or may not have come out. */
  readonly doubt: ServiceOutput['doubt'];
  /** While the kiosk asks whether somebody is there: until when, in epoch milliseconds. */
  readonly warnedUntil: number;
}

type SessionEvent =
  | Intent
  | CardGone
  | { readonly type: 'visit.over' }
  | { readonly type: 'service.busy' }
  | { readonly type: 'service.free' };

type ReadOutput = Result<VitaleContent, DeviceError>;

const forward = { actions: 'forward' } as const;
const watchAgain = { target: 'watching', reenter: true } as const;

/**
 * One visit: the card is read, services are offered and run, the card is given back. It ends only when the card
 * is out. A card in opposition is offered nothing. Everything personal goes at the end of the visit or when the card leaves, whichever comes first.
 */
export function sessionMachine(
  ports: Pick<
    KioskPorts,
    'cardReader' | 'central' | 'opposition' | 'journal' | 'printer' | 'clock' | 'documentNumber'
  >,
  settings: KioskSettings,
  delays: Delays,
) {
  return setup({
    types: {
      context: {} as SessionContext,
      events: {} as SessionEvent,
      input: {} as { token: InsertionToken },
      children: {} as { read: 'read'; service: 'attestation'; taking: 'taking' },
    },
    actors: {
      read: fromPromise<ReadOutput, { token: InsertionToken }>(({ input, signal }) =>
        ports.cardReader.readVitale(input.token, signal),
      ),
      attestation: attestationMachine(ports, settings, delays),
      taking: takingMachine(ports, delays),
    },
    delays: { inactivity: delays.inactivity, warning: delays.warning, farewell: delays.farewell },
    actions: {
      forget: assign({ vitale: null }),
      forward: forwardTo('service'),
      noteReadError: assign({ readError: (_, code: DeviceErrorCode | null) => code }),
      notePaper: assign({
        paper: ({ context }, { paper }: ServiceOutput) => (paper === 'none' ? context.paper : paper),
        doubt: (_, { doubt }: ServiceOutput) => doubt,
      }),
      setWarningDeadline: assign({ warnedUntil: () => ports.clock.now() + delays.warning }),
      endVisit: raise({ type: 'visit.over' }),
    },
    guards: {
      choosesAttestation: ({ event }) => event.type === 'choose' && event.option === 'attestation-droits',
      cardIsGone: ({ context }) => context.vitale === null,
      slotIsTaken: ({ event }) => event.type === 'card.gone' && event.slot === 'other',
      wantsMenu: (_, { next }: ServiceOutput) => next === 'menu',
      isBusy: (_, service: { hasTag: (tag: 'busy') => boolean }) => service.hasTag('busy'),
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
            { guard: { type: 'isOpposed', params: outputOf }, target: 'opposed' },
            {
              guard: { type: 'wasRead', params: outputOf },
              target: 'open',
              actions: assign({ vitale: ({ event }) => (event.output.ok ? event.output.value : null) }),
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
        on: { 'card.gone': 'farewell' },
      },

      unreadable: { invoke: { id: 'taking', src: 'taking' }, on: { 'card.gone': 'ended' } },

      opposed: { invoke: { id: 'taking', src: 'taking' }, on: { 'card.gone': 'ended' } },

      open: {
        type: 'parallel',
        on: { 'visit.over': 'taking' },
        states: {
          stage: {
            initial: 'menu',
            states: {
              menu: {
                on: {
                  choose: { guard: 'choosesAttestation', target: 'attestation' },
                  leave: '#session.taking',
                  'card.gone': '#session.farewell',
                },
              },
              attestation: {
                invoke: {
                  id: 'service',
                  src: 'attestation',
                  input: ({ context }) => {
                    if (context.vitale === null) throw new Error('no card was read: nobody to serve');
                    return { vitale: context.vitale, doubt: context.doubt };
                  },
                  onSnapshot: [
                    {
                      guard: { type: 'isBusy', params: ({ event }) => event.snapshot },
                      actions: raise({ type: 'service.busy' }),
                    },
                    { actions: raise({ type: 'service.free' }) },
                  ],
                  onDone: [
                    {
                      guard: 'cardIsGone',
                      target: '#session.farewell',
                      actions: { type: 'notePaper', params: outputOf },
                    },
                    {
                      guard: { type: 'wantsMenu', params: outputOf },
                      target: 'menu',
                      actions: { type: 'notePaper', params: outputOf },
                    },
                    {
                      target: '#session.taking',
                      actions: { type: 'notePaper', params: outputOf },
                    },
                  ],
                  onError: [
                    { guard: 'cardIsGone', target: '#session.farewell' },
                    { target: '#session.faulty' },
                  ],
                },
                on: {
                  choose: forward,
                  toggle: forward,
                  digit: forward,
                  erase: forward,
                  confirm: forward,
                  back: forward,
                  leave: forward,
                  'card.gone': { actions: ['forget', 'forward'] },
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
              suspended: { on: { 'service.free': 'watching' } },
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
