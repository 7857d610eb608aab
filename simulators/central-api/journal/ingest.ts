import type { Store } from '../store/store.ts';
import type { Delivered } from './delivered.ts';
import { keepFork } from './forks.ts';
import type { Ingested, Intake } from './intake.ts';

/** Has `take` take one batch into `store`; one that contradicts what is held is kept apart, for a person to look at. */
export async function ingest(
  store: Store,
  take: Intake,
  delivered: Delivered,
  now: number,
): Promise<Ingested> {
  const ingested = await take(delivered, now);
  if (ingested.ingested === 'forked')
    await store.transact((trx) => keepFork(trx, delivered, ingested.reason, now));
  return ingested;
}
