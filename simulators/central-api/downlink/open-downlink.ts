import type { CardSerial } from '@borne/domain/rights';
import type { Clock } from '@borne/domain/time';
import type { CentralKeys } from '@borne/sync/contract/central-keys';
import { OPPOSITION, readPart } from '@borne/sync/downlink/parts';
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
  readonly keys: () => CentralKeys;
  /** Cards that are not to be served. */
  readonly opposed: Iterable<CardSerial>;
}

/** The key that kiosks seal to (base64url), as it was published last; undefined when none was. */
export async function publishedRecipient({ db }: Store): Promise<string | undefined> {
  const last = await db
    .selectFrom('published_part')
    .select('content')
    .where('audience', '=', '')
    .where('name', '=', 'keys')
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  const keys = last && readPart('keys', last.content);
  return keys?.ok ? (keys.value as CentralKeys).recipients[0] : undefined;
}

/** Publishes what the centre knows of itself, and serves kiosks whatever was published. */
export async function openDownlink(server: CentralServer, needs: DownlinkNeeds): Promise<Publisher> {
  const publisher = new Publisher(needs.store, needs.clock, needs.signer);
  await publisher.publish(OPPOSITION, encodeOppositionList(needs.opposed));
  await publishKeys(publisher, needs.keys());
  addDownlinkRoutes(server, needs.check, publisher);
  return publisher;
}

/**
 * Publishes the centre's public keys; nothing when they are those that were published last. Throws when kiosks would refuse them: with
 * one bad part they refuse all that is sent down.
 */
export async function publishKeys(publisher: Publisher, keys: CentralKeys): Promise<void> {
  const content = Buffer.from(JSON.stringify(keys));
  const read = readPart('keys', content);
  if (!read.ok) throw new Error(`the keys of the centre: ${read.error}`);
  await publisher.publish('keys', content);
}
