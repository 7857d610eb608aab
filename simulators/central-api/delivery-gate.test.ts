import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DeliveryGate, type Leave } from './delivery-gate.ts';

let gate: DeliveryGate;
let letIn: { readonly name: number; readonly leave: Leave }[];
beforeEach(() => {
  vi.useFakeTimers();
  gate = new DeliveryGate({ timers: globalThis, random: () => 0.5 });
  letIn = [];
});
afterEach(() => vi.useRealTimers());

function come(from: number, to: number) {
  for (let name = from; name <= to; name += 1) {
    const turn = gate.enter();
    if ('comeBackIn' in turn) throw new Error('sent away');
    turn.then((leave) => letIn.push({ name, leave }));
  }
}
const namesIn = async () => {
  await vi.advanceTimersByTimeAsync(0);
  return letIn.map(({ name }) => name);
};
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
  expect(gate.enter()).toEqual({ comeBackIn: 50 });
  expect(await namesIn()).toEqual(upTo(16));
  letIn[0]?.leave();
  come(217, 217);
  expect(gate.enter()).toEqual({ comeBackIn: 50 });
});
