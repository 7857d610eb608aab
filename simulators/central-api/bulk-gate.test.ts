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
    deliver('a');
    await vi.advanceTimersByTimeAsync(0);
    expect(letIn).toEqual(['a']);
  });

  it('that waited goes on one by one, in order, deliveries first', async () => {
    busy = 0.9;
    await vi.advanceTimersByTimeAsync(5);
    read('reading');
    for (const name of ['a', 'b', 'c']) deliver(name);
    busy = 0.1;
    await vi.advanceTimersByTimeAsync(10);
    expect(letIn).toEqual(['a', 'b']);
    await vi.advanceTimersByTimeAsync(10);
    expect(letIn).toEqual(['a', 'b', 'c', 'reading']);
  });

  it('waits while the thread is busy, but not for ever', async () => {
    busy = 0.9;
    await vi.advanceTimersByTimeAsync(5);
    for (const name of ['a', 'b', 'c']) deliver(name);
    await vi.advanceTimersByTimeAsync(40);
    expect(letIn).toEqual([]);
    await vi.advanceTimersByTimeAsync(10);
    expect(letIn).toEqual(['a']);
    busy = 0.1;
    await vi.advanceTimersByTimeAsync(10);
    expect(letIn).toEqual(['a', 'b', 'c']);
  });

  it('is sent away when the line is long', async () => {
    busy = 0.9;
    await vi.advanceTimersByTimeAsync(5);
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
