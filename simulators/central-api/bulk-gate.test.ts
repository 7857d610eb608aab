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

  it('goes on one by one while it has none, in order, deliveries first', async () => {
    busy = 0.9;
    await vi.advanceTimersByTimeAsync(100);
    read('reading');
    for (const name of ['a', 'b', 'c']) deliver(name);
    await vi.advanceTimersByTimeAsync(0);
    expect(letIn).toEqual([]);
    await vi.advanceTimersByTimeAsync(14);
    expect(letIn).toEqual(['a', 'b']);
    await vi.advanceTimersByTimeAsync(14);
    expect(letIn).toEqual(['a', 'b', 'c', 'reading']);
  });

  it('is let in the more slowly the longer the thread is busy, but not for ever, and faster when it is not', async () => {
    busy = 0.9;
    await vi.advanceTimersByTimeAsync(100);
    const inOneSecond = async () => {
      const before = letIn.length;
      for (let n = 0; n < 100; n += 1) deliver(String(n));
      await vi.advanceTimersByTimeAsync(1000);
      const count = letIn.length - before;
      await vi.advanceTimersByTimeAsync(10_000);
      return count;
    };
    const first = await inOneSecond();
    const second = await inOneSecond();
    expect(first).toBeGreaterThan(second);
    expect(second).toBeGreaterThanOrEqual(19);
    expect(letIn).toHaveLength(200);
    busy = 0.1;
    expect(await inOneSecond()).toBe(100);
  });

  it('is sent away when the line is long', async () => {
    busy = 0.9;
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
