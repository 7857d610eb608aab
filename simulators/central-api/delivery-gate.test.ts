import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DeliveryGate, type Leave, type Place } from './delivery-gate.ts';

let gate: DeliveryGate;
let letIn: { readonly name: number; readonly leave: Leave }[];
beforeEach(() => {
  vi.useFakeTimers();
  open(Number.POSITIVE_INFINITY);
});
afterEach(() => vi.useRealTimers());

function open(recordsPerSecond: number) {
  const now = () => performance.now();
  gate = new DeliveryGate({ recordsPerSecond, timers: globalThis, now });
  letIn = [];
}

function placeFor(records: number, kiosk = 'borne'): Place {
  const place = gate.enter(kiosk, records);
  if ('comeBackIn' in place) throw new Error('sent away');
  return place;
}

function come(from: number, to: number, records = 100) {
  for (let name = from; name <= to; name += 1) {
    placeFor(records, `borne-${name}`).turn.then((leave) => letIn.push({ name, leave }));
  }
}
const namesIn = async () => {
  await vi.advanceTimersByTimeAsync(0);
  return letIn.map(({ name }) => name);
};
/** In how many seconds each of so many may come back. */
const sentAway = (count: number) =>
  Array.from({ length: count }, () => {
    const place = gate.enter('another', 1);
    return 'comeBackIn' in place ? place.comeBackIn : 0;
  });
const tenEach = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => Array(10).fill(from + index)).flat();
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

it('lets in sixteen, then one for each that leaves, in order', async () => {
  come(1, 30);
  expect(await namesIn()).toEqual(upTo(16));
  letIn[3]?.leave();
  expect(await namesIn()).toEqual(upTo(17));
  letIn[3]?.leave();
  expect(await namesIn()).toEqual(upTo(17));
  for (const { leave } of letIn.slice(4, 9)) leave();
  expect(await namesIn()).toEqual(upTo(22));
});

it('waits a second for those who send nothing, and then lets others in', async () => {
  come(1, 40);
  await vi.advanceTimersByTimeAsync(999);
  expect(await namesIn()).toEqual(upTo(16));
  await vi.advanceTimersByTimeAsync(1);
  expect(await namesIn()).toEqual(upTo(32));
  letIn[0]?.leave();
  expect(await namesIn()).toEqual(upTo(32));
});

it('sends away who finds a long line', async () => {
  come(1, 216);
  expect(gate.enter('another', 1)).toEqual({ comeBackIn: 10 });
  expect(await namesIn()).toEqual(upTo(16));
  letIn[0]?.leave();
  come(217, 217);
  expect(gate.enter('another', 1)).toEqual({ comeBackIn: 10 });
});

it('has those it sends away come back one after the other, as fast as it lets a day of records in', async () => {
  open(10_000);
  come(1, 216);
  expect(sentAway(31)).toEqual([10, ...tenEach(11, 13)]);
});

it('has a fleet that it sends away come back all over two minutes, and nobody later', async () => {
  open(10_000);
  come(1, 216);
  const lap = [10, ...tenEach(11, 120)];
  expect(sentAway(2 * lap.length)).toEqual([...lap, ...lap]);
});

it('lets a kiosk that was just answered end what it began, however long the line', async () => {
  come(1, 216);
  await namesIn();
  for (const { leave } of letIn.slice(0, 2)) leave();
  come(217, 218);
  expect(gate.enter('another', 1)).toEqual({ comeBackIn: 10 });
  expect(gate.enter('borne-1', 100)).toHaveProperty('turn');
  await vi.advanceTimersByTimeAsync(2001);
  while ('turn' in gate.enter('another', 1));
  expect(gate.enter('borne-2', 100)).toEqual({ comeBackIn: 10 });
});

it('sends away even those when twice as many are in line', async () => {
  come(1, 216);
  await namesIn();
  letIn[0]?.leave();
  for (let more = 0; more < 201; more += 1) placeFor(100, 'borne-1');
  expect(gate.enter('borne-1', 100)).toEqual({ comeBackIn: 10 });
});

it('forgets turns that have passed', async () => {
  open(1000);
  come(1, 202);
  sentAway(20);
  await vi.advanceTimersByTimeAsync(60_000);
  come(203, 404);
  expect(sentAway(2)).toEqual([10, 11]);
});

it('lets in so many records a second, after a fifth of that at once', async () => {
  open(1000);
  const leaveAll = () => {
    for (const { leave } of letIn) leave();
  };
  come(1, 60);
  expect(await namesIn()).toEqual(upTo(2));
  for (let second = 1; second <= 5; second += 1) {
    for (let tenth = 0; tenth < 10; tenth += 1) {
      leaveAll();
      await vi.advanceTimersByTimeAsync(100);
    }
    // The hundred of the last one that was let in may be ahead of its time.
    expect(Math.abs(letIn.length - (2 + 10 * second))).toBeLessThanOrEqual(1);
  }
});

it('lets small ones in at the same pace', async () => {
  open(1000);
  come(1, 200, 1);
  await vi.advanceTimersByTimeAsync(0);
  for (const { leave } of [...letIn]) leave();
  await vi.advanceTimersByTimeAsync(1000);
  expect(letIn.length).toBeGreaterThan(16);
});

it('forgets those who went away while they waited: they take neither a place in the line nor a part of the pace', async () => {
  open(1000);
  const gone = Array.from({ length: 200 }, () => placeFor(100));
  come(1, 2);
  expect(gate.enter('another', 1)).toEqual({ comeBackIn: 10 });
  for (const { giveUp } of gone) giveUp();
  await Promise.all(gone.map(({ turn }) => turn));
  come(3, 100);
  await vi.advanceTimersByTimeAsync(200);
  expect(await namesIn()).toEqual([1, 2]);
});
