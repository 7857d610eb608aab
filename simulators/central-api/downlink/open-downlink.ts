import type { CardSerial } from '@borne/domain/rights';
import type { Clock } from '@borne/domain/time';
import { OPPOSITION } from '@borne/sync/downlink/parts';
import { encodeOppositionList } from '@borne/sync/opposition/opposition-list';
import type { Callers } from '../identity/callers.ts';
import type { CentralServer } from '../server.ts';
import type { Store } from '../store/store.ts';
import { type ManifestSigner, Publisher } from './publisher.ts';
import { addDownlinkRoutes } from './routes.ts';

export interface DownlinkNeeds {
  readonly store: Store;
  readonly clock: Pick<Clock, 'now'>;
  readonly check: Callers;
  readonly signer: ManifestSigner;
  readonly publishKeys: (publisher: Publisher) => Promise<void>;
  /** Cards that are not to be served. */
  readonly opposed: Iterable<CardSerial>;
}

/** Publishes what the centre knows of itself, and serves kiosks whatever was published. */
export async function openDownlink(server: CentralServer, needs: DownlinkNeeds): Promise<Publisher> {
  const publisher = new Publisher(needs.store, needs.clock, needs.signer);
  await publisher.publish(OPPOSITION, encodeOppositionList(needs.opposed));
  await needs.publishKeys(publisher);
  addDownlinkRoutes(server, needs.check, publisher);
  return publisher;
}
