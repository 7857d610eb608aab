import { type Delivery, nextDelay } from '@borne/sync/uplink/port';
import { assign, emit, fromPromise, type SnapshotFrom, setup } from 'xstate';
import { outputOf } from './actor-output.ts';
import type { Delays } from './delays.ts';
import type { KioskPorts } from './ports.ts';

export interface SyncContext {
  /** Deliveries postponed in a row. */
  readonly failures: number;
  /** Before the next attempt, in milliseconds. */
  readonly pause: number;
  /** A record was written while a delivery was under way. */
  readonly newRecords: boolean;
  readonly network: 'unknown' | 'up' | 'down';
  readonly last: { readonly at: number; readonly delivery: Delivery } | null;
}

type SyncEvent =
  /** A record was written. */
  | { readonly type: 'journal.written' }
  /** A technician asks for a delivery now. */
  | { readonly type: 'sync.now' }
  /** Somebody is about to need the centre: whether it was out of reach a while ago is not good enough to know. */
  | { readonly type: 'network.wanted' }
  /** Somebody else talked to the centre, or tried to. */
  | { readonly type: 'network.seen'; readonly reachable: boolean };

/** Told to whoever listens, after each delivery. */
export interface Delivered {
  readonly type: 'delivered';
  readonly delivery: Delivery;
}

/** What a delivery tells of the network. `nothing-to-send` tells nothing, and what was seen down is then old news. */
function networkAfter(delivery: Delivery, before: SyncContext['network']): SyncContext['network'] {
  if (delivery.delivery === 'nothing-to-send') return before === 'down' ? 'unknown' : before;
  if (delivery.delivery !== 'postponed') return 'up';
  return delivery.error.code === 'unreachable' || delivery.error.code === 'timeout' ? 'down' : before;
}

const retryAfter = (delivery: Delivery | null) =>
  delivery?.delivery === 'postponed' ? delivery.retryAfter : undefined;

/**
 * Delivers the journal: when something was written, when asked, and now and then. After a failure it waits longer
 * each time, and a new record does not shorten that wait; only a person at the kiosk, or a network seen to be back, does.
 */
export function syncMachine(ports: Pick<KioskPorts, 'uplink' | 'clock' | 'random'>, delays: Delays) {
  return setup({
    types: { context: {} as SyncContext, events: {} as SyncEvent, emitted: {} as Delivered },
    actors: { deliver: fromPromise<Delivery>(({ signal }) => ports.uplink.deliver(signal)) },
    delays: {
      pause: ({ context }) => context.pause,
      syncInterval: delays.syncInterval,
      syncRefused: delays.syncRefused,
    },
    actions: {
      noteDelivery: assign({
        last: (_, delivery: Delivery) => ({ at: ports.clock.now(), delivery }),
        network: ({ context }, delivery: Delivery) => networkAfter(delivery, context.network),
      }),
      tellDelivery: emit((_, delivery: Delivery): Delivered => ({ type: 'delivered', delivery })),
      clearFailures: assign({ failures: 0 }),
      planRetry: assign(({ context }, delivery: Delivery | null) => ({
        failures: context.failures + 1,
        pause: nextDelay(context.failures, ports.random, retryAfter(delivery)),
      })),
      noteNewRecords: assign({ newRecords: true }),
      noteNetwork: assign({
        network: (_, reachable: boolean) => (reachable ? ('up' as const) : ('down' as const)),
      }),
    },
    guards: {
      wasRefused: (_, { delivery }: Delivery) => delivery === 'refused',
      wasPostponed: (_, { delivery }: Delivery) => delivery === 'postponed',
      moreToSend: ({ context }, delivery: Delivery) =>
        context.newRecords || (delivery.delivery === 'acknowledged' && delivery.more),
      reachable: (_, reachable: boolean) => reachable,
      isDown: ({ context }) => context.network === 'down',
    },
  }).createMachine({
    id: 'sync',
    context: { failures: 0, pause: 0, newRecords: false, network: 'unknown', last: null },
    on: {
      'network.seen': { actions: { type: 'noteNetwork', params: ({ event }) => event.reachable } },
    },
    initial: 'delivering',
    states: {
      delivering: {
        entry: assign({ newRecords: false }),
        invoke: {
          id: 'deliver',
          src: 'deliver',
          onDone: [
            {
              guard: { type: 'wasRefused', params: outputOf },
              target: 'refused',
              actions: [
                { type: 'noteDelivery', params: outputOf },
                { type: 'tellDelivery', params: outputOf },
              ],
            },
            {
              guard: { type: 'wasPostponed', params: outputOf },
              target: 'backingOff',
              actions: [
                { type: 'noteDelivery', params: outputOf },
                { type: 'tellDelivery', params: outputOf },
                { type: 'planRetry', params: outputOf },
              ],
            },
            {
              guard: { type: 'moreToSend', params: outputOf },
              target: 'delivering',
              reenter: true,
              actions: [
                { type: 'noteDelivery', params: outputOf },
                { type: 'tellDelivery', params: outputOf },
                'clearFailures',
              ],
            },
            {
              target: 'resting',
              actions: [
                { type: 'noteDelivery', params: outputOf },
                { type: 'tellDelivery', params: outputOf },
                'clearFailures',
              ],
            },
          ],
          onError: { target: 'backingOff', actions: { type: 'planRetry', params: null } },
        },
        on: { 'journal.written': { actions: 'noteNewRecords' } },
      },
      resting: {
        after: { syncInterval: 'delivering' },
        on: {
          'journal.written': 'delivering',
          'sync.now': 'delivering',
          'network.wanted': { guard: 'isDown', target: 'delivering' },
        },
      },
      backingOff: {
        after: { pause: 'delivering' },
        on: {
          'sync.now': 'delivering',
          'network.wanted': 'delivering',
          'network.seen': {
            guard: { type: 'reachable', params: ({ event }) => event.reachable },
            target: 'delivering',
            actions: { type: 'noteNetwork', params: true },
          },
        },
      },
      refused: { after: { syncRefused: 'delivering' }, on: { 'sync.now': 'delivering' } },
    },
  });
}

export type SyncSnapshot = SnapshotFrom<ReturnType<typeof syncMachine>>;
