import type { Clock } from '@borne/domain/time';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Store } from '../store/store.ts';
import type { Fleet } from './fleet.ts';

/** What the centre tells a collector (Prometheus text format 0.0.4). */
export interface Metrics {
  readonly contentType: string;
  /** What the journal's intake took, in seconds. No kiosk is named in it: there are thousands. */
  observeIngest(seconds: number): void;
  text(): Promise<string>;
}

/**
 * Gauges of each kiosk, one series a kiosk and gauge, read from the store when they are asked for; and counts of the whole fleet, which
 * any process of the centre tells alike. Only `borne_ingest_duration_seconds` is of this process alone.
 */
export function createMetrics(store: Store, fleet: Fleet, clock: Pick<Clock, 'now'>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const perKiosk = (name: string, help: string) =>
    new Gauge({ name, help, labelNames: ['kiosk'], registers });
  const total = (name: string, help: string) => new Counter({ name, help, registers });

  const up = perKiosk('borne_up', '1 while the kiosk gives news');
  const inService = perKiosk('borne_in_service', '1 while the kiosk serves people, as it last said');
  const oldest = perKiosk(
    'borne_oldest_unacked_age_seconds',
    'age of the oldest record that the centre does not have',
  );
  const unacked = perKiosk('borne_unacked_records', 'records that the centre does not have');
  const lastAck = perKiosk('borne_last_ack_age_seconds', 'since the centre last acknowledged something');
  const lastSeen = perKiosk('borne_heartbeat_age_seconds', 'since the last heartbeat');
  const clockOffset = perKiosk('borne_clock_offset_seconds', 'the centre’s clock less the kiosk’s');
  const bundleAge = perKiosk('borne_bundle_age_seconds', 'age of the manifest that the kiosk has');
  const problems = new Gauge({
    name: 'borne_kiosks_with_problem',
    help: 'kiosks that have this problem now',
    labelNames: ['cause'],
    registers,
  });
  const updates = new Counter({
    name: 'borne_card_update_total',
    help: 'attempts to update a card, by how the relay ended',
    labelNames: ['outcome'],
    registers,
  });
  const tears = total('borne_relay_tears_total', 'updates that left a card partly written');
  const quarantined = total('borne_quarantined_total', 'records that were kept and make no sense');
  const forks = total('borne_forks_total', 'batches that contradict what is held');
  const ingest = new Histogram({
    name: 'borne_ingest_duration_seconds',
    help: 'from a batch received to its records on disk',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers,
  });

  /** Read first, then put in the place of what was: of two collectors at once, neither sees half. */
  async function readKiosks() {
    const states = await fleet.plainKiosks();
    const now = clock.now();
    const gauges = [up, inService, oldest, unacked, lastAck, lastSeen, clockOffset, bundleAge, problems];
    for (const gauge of gauges) gauge.reset();
    for (const { kiosk, lastSeen: seen, offlineSince, heartbeat, problems: found } of states) {
      const since = (now - seen) / 1000;
      up.set({ kiosk }, offlineSince === undefined ? 1 : 0);
      lastSeen.set({ kiosk }, since);
      for (const { cause } of found) problems.inc({ cause });
      if (!heartbeat) continue;
      const { journal, reference } = heartbeat;
      inService.set({ kiosk }, heartbeat.inService ? 1 : 0);
      unacked.set({ kiosk }, journal.unacknowledged);
      oldest.set({ kiosk }, journal.oldest === undefined ? 0 : journal.oldest + since);
      if (journal.acknowledged !== undefined) lastAck.set({ kiosk }, journal.acknowledged + since);
      if (reference.age !== undefined) bundleAge.set({ kiosk }, reference.age + since);
      if (heartbeat.clockOffset !== undefined) clockOffset.set({ kiosk }, heartbeat.clockOffset / 1000);
    }
  }

  async function readTotals() {
    const { db } = store;
    const ended = await db
      .selectFrom('card_update')
      .select((select) => ['outcome', select.fn.countAll<number>().as('count')])
      .groupBy('outcome')
      .execute();
    const torn = await db
      .selectFrom('card_update')
      .where('on_card', '=', 'partly')
      .select((select) => select.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    const odd = await db
      .selectFrom('quarantine')
      .select((select) => select.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    const forked = await db
      .selectFrom('fork')
      .select((select) => select.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    updates.reset();
    for (const { outcome, count } of ended) updates.inc({ outcome: outcome ?? 'open' }, Number(count));
    for (const [counter, { count }] of [
      [tears, torn],
      [quarantined, odd],
      [forks, forked],
    ] as const) {
      counter.reset();
      counter.inc(Number(count));
    }
  }

  return {
    contentType: registry.contentType,
    observeIngest: (seconds) => ingest.observe(seconds),
    async text() {
      await readKiosks();
      await readTotals();
      return registry.metrics();
    },
  };
}
