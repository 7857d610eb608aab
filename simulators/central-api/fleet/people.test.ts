import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { PeopleConcerned } from './people.ts';

const HOUR = 3_600_000;
const WEEK = 168 * HOUR;
/** The beginning of an hour, epoch milliseconds. */
const noon = Date.UTC(2026, 10, 20, 12);
const known = { firstSeen: noon - 10 * WEEK };

let store: Store;
beforeEach(async () => {
  store = await openStore(':memory:');
});
afterEach(() => store.close());

const brought = (at: number, operations: number, kiosk = 'borne-1') =>
  store.db
    .insertInto('fleet_hour')
    .values({ kiosk, hour: at / HOUR, operations })
    .execute();

async function expected({ since, firstSeen }: { since: number; firstSeen: number }, now: number) {
  const people = await new PeopleConcerned(store.db).of([{ kiosk: 'borne-1', since, firstSeen }], now);
  return people.get('borne-1');
}

describe('people whom a problem concerns', () => {
  const busyNoons = async () => {
    for (const week of [1, 2, 3, 4]) await brought(noon - week * WEEK, week * 2);
  };

  it('are what the same hour of the four weeks before brought, on average', async () => {
    await busyNoons();
    await brought(noon - 5 * WEEK, 1000);
    expect(await expected({ ...known, since: noon + 1 }, noon + 60_000)).toBe(5);
    expect(await expected({ ...known, since: noon + HOUR }, noon + HOUR + 1)).toBe(0);
  });

  it('are added up from its beginning, seven days at most', async () => {
    const first = noon - 7 * WEEK;
    for (let at = first; at < noon; at += HOUR) await brought(at, 3);
    expect(await expected({ ...known, since: noon - 2 * HOUR }, noon)).toBe(9);
    expect(await expected({ ...known, since: noon - 3 * WEEK }, noon)).toBe(3 * 168);
  });

  it('are expected from weeks in which the kiosk was known and well alone', async () => {
    await busyNoons();
    expect(await expected({ firstSeen: noon - 1.5 * WEEK, since: noon }, noon)).toBe(2);
    expect(await expected({ firstSeen: noon - HOUR, since: noon }, noon)).toBe(0);
    expect(await expected({ ...known, since: noon - 2 * WEEK }, noon)).toBe(Math.round((6 + 8) / 4));
  });

  it('are counted for any number of kiosks, and once a minute', async () => {
    const people = new PeopleConcerned(store.db);
    const names = Array.from({ length: 120 }, (_, index) => `borne-${index}`);
    for (const [index, kiosk] of names.entries()) await brought(noon - WEEK, 4 * index, kiosk);
    const problems = names.map((kiosk) => ({ ...known, kiosk, since: noon }));
    const counted = new Map(names.map((kiosk, index) => [kiosk, index]));
    expect(await people.of(problems, noon)).toEqual(counted);
    await store.db.updateTable('fleet_hour').set({ operations: 40 }).execute();
    expect(await people.of(problems, noon + 59_000)).toEqual(counted);
    expect((await people.of(problems, noon + 60_000)).get('borne-0')).toBe(10);
  });
});
