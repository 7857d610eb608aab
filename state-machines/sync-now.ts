import type { Delivery } from '@borne/sync/uplink/port';
import { type ActorRefFrom, type AnyEventObject, fromCallback } from 'xstate';
import type { syncMachine } from './sync.machine.ts';

/** How the delivery that was asked for went. */
export interface SyncReport {
  readonly type: 'sync.reported';
  readonly delivery: Delivery;
}

/** Asks the sync machine of the same kiosk for a delivery now, and reports each one to whoever runs this. */
export const syncNow = fromCallback<AnyEventObject>(({ system, sendBack }) => {
  const sync: ActorRefFrom<ReturnType<typeof syncMachine>> | undefined = system.get('sync');
  const delivered = sync?.on('delivered', ({ delivery }) =>
    sendBack({ type: 'sync.reported', delivery } satisfies SyncReport),
  );
  sync?.send({ type: 'sync.now' });
  return () => delivered?.unsubscribe();
});
