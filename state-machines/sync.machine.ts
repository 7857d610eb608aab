import {
  backoff,
  firstPacing,
  isProbe,
  type Pacing,
  type PacingEvent,
  type Phase,
  step,
} from '@borne/sync/uplink/pacing';
import type { Delivery, DeliverySize } from '@borne/sync/uplink/port';
import { type AnyEventObject, assign, emit, fromPromise, type SnapshotFrom, setup } from 'xstate';
import { outputOf } from './actor-output.ts';
import type { Delays } from './delays.ts';
import type { KioskPorts } from './ports.ts';

export interface SyncContext extends Pacing {
  readonly last: { readonly at: number; readonly delivery: Delivery } | null;
}

type SyncEvent = Extract<
  PacingEvent,
  { readonly type: 'journal.written' | 'sync.now' | 'network.wanted' | 'network.seen' }
>;

/** Told to whoever listens, after each delivery. */
export interface Delivered {
  readonly type: 'delivered';
  readonly delivery: Delivery;
}

/** What an event of this machine is to the pacing. */
function pacingEvent(event: AnyEventObject): PacingEvent {
  if (event.type.startsWith('xstate.done.actor.'))
    return { type: 'delivery.ended', delivery: event.output as Delivery };
  if (event.type.startsWith('xstate.error.actor.')) return { type: 'delivery.broke' };
  if (event.type.startsWith('xstate.after.')) return { type: 'wait.over' };
  return event as SyncEvent;
}

const next = (context: SyncContext, event: AnyEventObject) => step(context, pacingEvent(event));

/** Guards a way into `phase`: the pacing alone decides which is taken. */
const leadsTo =
  (phase: Phase) =>
  ({ context, event }: { readonly context: SyncContext; readonly event: AnyEventObject }) => {
    const { pacing, entered } = next(context, event);
    return entered && pacing.phase === phase;
  };

/**
 * Delivers the journal: when something was written, when asked, and now and then. The states are the phases of
 * `sync/uplink/pacing.ts`, which decides about every way from one to another; this runs the deliveries and the waits.
 */
export function syncMachine(ports: Pick<KioskPorts, 'uplink' | 'clock' | 'random'>, delays: Delays) {
  return setup({
    types: { context: {} as SyncContext, events: {} as SyncEvent, emitted: {} as Delivered },
    actors: {
      deliver: fromPromise<Delivery, DeliverySize>(({ input, signal }) =>
        ports.uplink.deliver(signal, input),
      ),
    },
    delays: {
      pause: ({ context }) => backoff(context, ports.random),
      syncInterval: delays.syncInterval,
      syncRefused: delays.syncRefused,
    },
    actions: {
      pace: assign(({ context, event }) => next(context, event).pacing),
      noteDelivery: assign({
        last: (_, delivery: Delivery) => ({ at: ports.clock.now(), delivery }),
      }),
      tellDelivery: emit((_, delivery: Delivery): Delivered => ({ type: 'delivered', delivery })),
    },
    guards: {
      wasRefused: leadsTo('refused'),
      wasPostponed: leadsTo('backingOff'),
      moreToSend: leadsTo('delivering'),
      nothingMore: leadsTo('resting'),
      wakes: leadsTo('delivering'),
    },
  }).createMachine({
    id: 'sync',
    context: { ...firstPacing, last: null },
    on: { 'network.seen': { actions: 'pace' } },
    initial: 'delivering',
    states: {
      delivering: {
        invoke: {
          id: 'deliver',
          src: 'deliver',
          input: ({ context }) => (isProbe(context) ? 'probe' : 'batch'),
          onDone: (
            [
              ['wasRefused', 'refused'],
              ['wasPostponed', 'backingOff'],
              ['moreToSend', 'delivering'],
              ['nothingMore', 'resting'],
            ] as const
          ).map(([guard, target]) => ({
            guard,
            target,
            reenter: true,
            actions: [
              'pace' as const,
              { type: 'noteDelivery' as const, params: outputOf },
              { type: 'tellDelivery' as const, params: outputOf },
            ],
          })),
          onError: { target: 'backingOff', actions: 'pace' },
        },
        on: { 'journal.written': { actions: 'pace' } },
      },
      resting: {
        after: { syncInterval: { target: 'delivering', actions: 'pace' } },
        on: {
          'journal.written': { target: 'delivering', actions: 'pace' },
          'sync.now': { target: 'delivering', actions: 'pace' },
          'network.wanted': { guard: 'wakes', target: 'delivering', actions: 'pace' },
        },
      },
      backingOff: {
        after: { pause: { target: 'delivering', actions: 'pace' } },
        on: {
          'sync.now': { target: 'delivering', actions: 'pace' },
          'network.wanted': { target: 'delivering', actions: 'pace' },
          'network.seen': [{ guard: 'wakes', target: 'delivering', actions: 'pace' }, { actions: 'pace' }],
        },
      },
      refused: {
        after: { syncRefused: { target: 'delivering', actions: 'pace' } },
        on: { 'sync.now': { target: 'delivering', actions: 'pace' } },
      },
    },
  });
}

export type SyncSnapshot = SnapshotFrom<ReturnType<typeof syncMachine>>;
