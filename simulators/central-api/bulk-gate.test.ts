import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BulkGate, threadUtilization } from './bulk-gate.ts';

describe('bulk work', () => {
  let busy = 0;
  let gate: BulkGate;
  let letIn: string[];
  beforeEach(() => {
    vi.useFakeTimers();
    busy = 0;
    letIn = [];
    gate = new BulkGate({
      utilization: () => busy,
      timers: globalThis,
      now: () => performance.now(),
      random: () => 0.5,
    });
  });
  afterEach(() => vi.useRealTimers());

  function deliver(name: string) {
    const turn = gate.deliver();
    if ('comeBackIn' in turn) throw new Error('sent away');
    turn.then(() => letIn.push(name));
  }
  const read = (name: string) => gate.read().then(() => letIn.push(name));

  it('goes on at once while the thread has time to spare', async () => {
    for (const name of ['a', 'b']) deliver(name);
    await vi.advanceTimersByTimeAsync(0);
    expect(letIn).toEqual(['a', 'b']);
  });

  it('goes on by groups while it has none, in order, deliveries first', async () => {
    busy = 0.95;
    await vi.advanceTimersByTimeAsync(100);
    read('reading');
    const names = Array.from({ length: 10 }, (_, index) => `delivery ${index}`);
    for (const name of names) deliver(name);
    await vi.advanceTimersByTimeAsync(0);
    expect(letIn).toEqual([]);
    await vi.advanceTimersByTimeAsync(6);
    expect(letIn).toEqual(names.slice(0, 8));
    await vi.advanceTimersByTimeAsync(12);
    expect(letIn).toEqual([...names, 'reading']);
  });

  it('is let in the more slowly the longer the thread is busy, but not for ever, and faster when it is not', async () => {
    const countInOneSecond = async () => {
      const before = letIn.length;
      for (let n = 0; n < 100; n += 1) deliver(String(n));
      await vi.advanceTimersByTimeAsync(1000);
      const count = letIn.length - before;
      await vi.advanceTimersByTimeAsync(10_000);
      return count;
    };
    const forAWhile = async () => {
      for (let look = 0; look < 60; look += 1) {
        for (let n = 0; n < 8; n += 1) deliver('any');
        await vi.advanceTimersByTimeAsync(250);
      }
    };
    busy = 0.95;
    expect(await countInOneSecond()).toBe(100);
    await forAWhile();
    expect(await countInOneSecond()).toBe(40);
    busy = 0.1;
    await forAWhile();
    expect(await countInOneSecond()).toBe(100);
  });

  it('is sent away when the line is long', async () => {
    busy = 0.95;
    await vi.advanceTimersByTimeAsync(100);
    for (let n = 0; n < 200; n += 1) deliver(String(n));
    expect(gate.deliver()).toEqual({ comeBackIn: 50 });
  });
});

it('tells how busy the thread was since it was last asked', async () => {
  const utilization = threadUtilization();
  const until = performance.now() + 50;
  while (performance.now() < until);
  await new Promise((resolve) => setImmediate(resolve));
  expect(utilization()).toBeGreaterThan(0.5);
});
