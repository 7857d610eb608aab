import type { Store } from '../store/store.ts';
import type { Delivered } from './delivered.ts';
import { keepFork } from './forks.ts';
import type { Ingested } from './intake.ts';

/** Takes one batch; one that contradicts what is held is kept apart, for a person to look at. */
export async function ingest(store: Store, delivered: Delivered, now: number): Promise<Ingested> {
  const ingested = await store.take(delivered, now);
  if (ingested.ingested === 'forked')
    await store.transact((trx) => keepFork(trx, delivered, ingested.reason, now));
  return ingested;
}
