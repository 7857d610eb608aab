import type { CalendarDate } from '@borne/domain/calendar-date';
import { parseNir } from '@borne/domain/nir';
import { Rights } from '@borne/sync/contract/rights';
import { Compile } from 'typebox/compile';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { personas } from '../../personas/personas.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { inventedCardSerial, inventedInsured } from './invented-people.ts';
import { putPersonas, Registry } from './registry.ts';
import { seedRegistry } from './seed.ts';

const today = '2026-11-22' as CalendarDate;
const wire = Compile(Rights);
let store: Store;
let registry: Registry;
beforeEach(async () => {
  store = await openStore(':memory:');
  registry = new Registry(store.db);
});
afterEach(() => store.close());

it('invents the same people each time, whose NIRs are checked, theirs alone, and of places that do not exist', () => {
  const insured = Array.from({ length: 3000 }, (_, index) => inventedInsured(index * 333, today));
  expect(insured).toEqual(insured.map((_, index) => inventedInsured(index * 333, today)));
  const everybody = insured.flatMap(({ rights }) => rights.beneficiaries);
  expect(new Set(everybody.map(({ nir }) => nir)).size).toBe(everybody.length);
  for (const { nir, birth } of everybody) {
    expect(parseNir(nir).ok).toBe(true);
    expect(nir.slice(1, 3)).toBe(birth.slice(2, 4));
    expect(Number(nir.slice(7, 10))).toBeGreaterThanOrEqual(950);
  }
  for (const { rights } of insured) expect(wire.Check(rights)).toBe(true);
  expect(insured.filter(({ opposed }) => opposed).length).toBeGreaterThan(0);
  expect(insured.filter(({ rights }) => rights.beneficiaries.length > 1).length).toBeGreaterThan(500);
});

it('finds a card and its people as they were put, and no other', async () => {
  await seedRegistry(store, 700, today);
  for (const index of [0, 249, 250, 699])
    expect(await registry.find(inventedCardSerial(index), today)).toEqual(inventedInsured(index, today));
  expect(await registry.find(inventedCardSerial(700), today)).toBeUndefined();
  const opposed = Array.from({ length: 700 }, (_, index) => inventedInsured(index, today));
  expect([...(await registry.opposed())].sort()).toEqual(
    opposed.flatMap((each) => (each.opposed ? [each.serial] : [])).sort(),
  );
});

it('goes on where it was, and adds nothing twice', async () => {
  expect(await seedRegistry(store, 300, today)).toBe(300);
  expect(await seedRegistry(store, 300, today)).toBe(0);
  const told: number[] = [];
  expect(await seedRegistry(store, 12_000, today, (cards) => told.push(cards))).toBe(11_700);
  expect(told).toEqual([10_300, 12_000]);
  expect(await registry.find(inventedCardSerial(11_999), today)).toBeDefined();
  await expect(seedRegistry(store, 1_000_001, today)).rejects.toThrow('at most 1000000');
});

it('puts the personas over whatever was said of them', async () => {
  const known = personas(today).filter((each) => each.registry);
  await putPersonas(store, personas(today));
  await putPersonas(store, personas(today));
  for (const { card, registry: rights, decided, opposed } of known)
    expect(await registry.find(card.serial, today)).toEqual({
      serial: card.serial,
      rights,
      ...(decided && { decided }),
      opposed: opposed ?? false,
    });
  await seedRegistry(store, 100, today);
  expect(await registry.find(known[0]?.card.serial ?? '', today)).toBeDefined();
});
