import { epochMilliseconds } from '@borne/domain/time';
import { Heartbeat } from '@borne/sync/contract/heartbeat';
import { Compile } from 'typebox/compile';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { Fleet, OFFLINE_AFTER } from './fleet.ts';
import { fleetPage } from './fleet-page.ts';
import { kioskPage } from './kiosk-page.ts';
import { createMetrics } from './metrics.ts';
import { Refusals } from './refusals.ts';

const now = Date.UTC(2026, 10, 22, 8);
const clock = { now: () => epochMilliseconds(now) };
const well: Heartbeat = {
  sent: 0,
  up: 1,
  office: 'Accueil',
  software: '1.0.0',
  inService: true,
  reference: { refused: false },
  journal: { unacknowledged: 0, inDoubt: 0, usable: true },
  reader: 'present',
  printer: { state: 'connected' },
  alarms: [],
};

let store: Store;
let fleet: Fleet;
beforeEach(async () => {
  store = await openStore(':memory:');
  fleet = new Fleet(store, clock);
});
afterEach(() => store.close());

describe('a fleet', () => {
  it('takes an alarm once from a heartbeat that tells it often, since the earliest', async () => {
    const alarms = Array.from({ length: 32 }, (_, age) => ({ code: 'paper-out' as const, age }));
    await fleet.take('borne-1', { ...well, alarms });
    const [state] = await fleet.kiosks();
    expect(state?.problems).toEqual([{ cause: 'paper-out', since: now - 31_000 }]);
  });

  it('keeps a kiosk whose last heartbeat is from another contract on the worklist, as one without news', async () => {
    await fleet.take('borne-1', well);
    await store.db
      .updateTable('fleet_kiosk')
      .set({ heartbeat: JSON.stringify({ ...well, reader: 'two of them' }) })
      .execute();
    const states = await fleet.kiosks();
    expect(states).toMatchObject([{ kiosk: 'borne-1', problems: [{ cause: 'offline' }], offlineSince: now }]);
    expect(states[0]?.heartbeat).toBeUndefined();
    expect(fleetPage(states, now, false)).toContain('href="/fleet/borne-1"');
    const found = await fleet.kiosk('borne-1');
    expect(found && kioskPage(found.state, found.episodes, now, false)).toContain('État inconnu');
    const text = await createMetrics(store, fleet, clock).text();
    expect(text).toContain('borne_up{kiosk="borne-1"} 0');
    expect(text).not.toContain('borne_unacked_records{');
  });
});

describe('a kiosk without news', () => {
  const at = (moment: number) => new Fleet(store, { now: () => epochMilliseconds(moment) });
  const causesAt = async (moment: number) =>
    (await at(moment).kiosk('borne-1'))?.episodes.map(({ cause }) => cause);

  it('is one to enrol when it was refused since, and one to go and see when it was not', async () => {
    let moment = now;
    const refusals = new Refusals(store, { now: () => epochMilliseconds(moment) });
    await refusals.note('borne-1');
    moment += 1;
    await at(moment).take('borne-1', well);
    const late = moment + OFFLINE_AFTER + 1;
    expect(await causesAt(late)).toEqual(['offline']);
    moment += 90_000;
    await refusals.note('borne-1');
    expect(await causesAt(late)).toEqual(['refused']);
    await at(late).take('borne-1', well);
    expect(await causesAt(late)).toEqual(['refused']);
    expect((await at(late).kiosks())[0]?.problems).toEqual([]);
  });

  it('and refused without end is written down once a minute', async () => {
    let moment = now;
    const refusals = new Refusals(store, { now: () => epochMilliseconds(moment) });
    for (; moment < now + 59_000; moment += 500) await refusals.note('borne-1');
    const rows = () => store.db.selectFrom('fleet_refusal').selectAll().execute();
    expect(await rows()).toEqual([{ kiosk: 'borne-1', at: now }]);
    moment = now + 60_000;
    await refusals.note('borne-1');
    expect(await rows()).toEqual([{ kiosk: 'borne-1', at: moment }]);
  });
});

it('nobody knows how many people a new kiosk serves', async () => {
  await fleet.take('borne-1', { ...well, alarms: [{ code: 'reader-lost', age: 1 }] });
  const states = await fleet.kiosks();
  expect(states[0]).not.toHaveProperty('concerned');
  expect(fleetPage(states, now, false)).toContain('>inconnu<');
});

describe('the metrics', () => {
  it('are the same for collectors that come at once', async () => {
    await fleet.take('borne-1', { ...well, alarms: [{ code: 'paper-out', age: 1 }] });
    const metrics = createMetrics(store, fleet, clock);
    const texts = await Promise.all([metrics.text(), metrics.text(), metrics.text()]);
    for (const text of texts) expect(text).toContain('borne_kiosks_with_problem{cause="paper-out"} 1\n');
  });

  it('count no people', async () => {
    await fleet.take('borne-1', { ...well, alarms: [{ code: 'reader-lost', age: 1 }] });
    await store.db.schema.dropTable('fleet_hour').execute();
    await expect(fleet.kiosks()).rejects.toThrow(/fleet_hour/);
    expect(await createMetrics(store, fleet, clock).text()).toContain('borne_up{kiosk="borne-1"} 1');
  });
});

it.each(['sent', 'clockOffset', 'certificate'])(
  'a heartbeat with a %s that no clock tells does not fit',
  (field) => {
    const heartbeat = Compile(Heartbeat);
    expect(heartbeat.Check({ ...well, [field]: -5 })).toBe(true);
    expect(heartbeat.Check({ ...well, [field]: 1e300 })).toBe(false);
  },
);
