import { fromPromise, type SnapshotFrom, setup } from 'xstate';
import type { Delays } from './delays.ts';
import type { KioskPorts } from './ports.ts';

/**
 * Watches over a card that has to be taken back: asks, insists, then records that it was forgotten. Whoever runs
 * it stops it when the card is out.
 */
export function takingMachine(ports: Pick<KioskPorts, 'journal'>, delays: Delays) {
  return setup({
    actors: { record: fromPromise(() => ports.journal.record({ kind: 'card-forgotten' })) },
    delays: { takeReminder: delays.takeReminder, cardForgotten: delays.cardForgotten },
  }).createMachine({
    id: 'taking',
    initial: 'asking',
    states: {
      asking: { after: { takeReminder: 'insisting' } },
      insisting: { after: { cardForgotten: 'recording' } },
      recording: { invoke: { id: 'record', src: 'record', onDone: 'forgotten', onError: 'forgotten' } },
      forgotten: {},
    },
  });
}

export type TakingSnapshot = SnapshotFrom<ReturnType<typeof takingMachine>>;
