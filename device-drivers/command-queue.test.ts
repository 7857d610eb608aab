import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ok } from '@borne/domain/result';
import { milliseconds } from '@borne/domain/time';
import { describe, expect, it } from 'vitest';
import { CommandQueue } from './command-queue.ts';

const patient = { name: 'test', timeout: milliseconds(60_000) };

/** Timers that go off when told to. */
function handTimers() {
  const waiting = new Map<number, () => void>();
  let next = 0;
  return {
    setTimeout: (callback: (...args: never[]) => void) => {
      waiting.set(++next, callback as () => void);
      return next;
    },
    clearTimeout: (id: unknown) => void waiting.delete(id as number),
    fire: () => {
      for (const callback of [...waiting.values()]) callback();
    },
    get waiting() {
      return waiting.size;
    },
  };
}

describe('the command queue', () => {
  it('runs one command at a time, in order', async () => {
    const queue = new CommandQueue('card-reader', globalThis);
    const told: string[] = [];
    const command = (name: string) => async () => {
      told.push(`${name} begins`);
      await Promise.resolve();
      told.push(`${name} ends`);
      return ok(name);
    };
    const both = await Promise.all([
      queue.run(patient, command('first')),
      queue.run(patient, command('second')),
    ]);
    expect(both).toEqual([ok('first'), ok('second')]);
    expect(told).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });

  it('answers timeout for a command that overruns, tells the driver, and goes on', async () => {
    const timers = handTimers();
    const overrun: string[] = [];
    const queue = new CommandQueue('receipt-printer', timers, (name) => void overrun.push(name));
    const signals: AbortSignal[] = [];
    const hung = queue.run(patient, (signal) => {
      signals.push(signal);
      return new Promise(() => {});
    });
    await Promise.resolve();
    timers.fire();
    expect(await hung).toMatchObject({
      ok: false,
      error: { code: 'timeout', device: 'receipt-printer', retryable: true },
    });
    expect(overrun).toEqual(['test']);
    expect(signals[0]?.aborted).toBe(true);
    expect(await queue.run(patient, async () => ok('after'))).toEqual(ok('after'));
    expect(timers.waiting).toBe(0);
  });

  it('gives up at the caller’s word, queued or running', async () => {
    const queue = new CommandQueue('card-reader', globalThis);
    const running = new AbortController();
    const queued = new AbortController();
    const first = queue.run({ ...patient, signal: running.signal }, () => new Promise(() => {}));
    const second = queue.run({ ...patient, signal: queued.signal }, async () => ok('never'));
    queued.abort();
    running.abort();
    expect(await first).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(await second).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  });

  it('turns an exception into an error with its cause', async () => {
    const cause = new TypeError('bug');
    const failed = await new CommandQueue('card-reader', globalThis).run(patient, () =>
      Promise.reject(cause),
    );
    expect(failed).toMatchObject({ ok: false, error: { code: 'protocol', cause } });
  });

  it('keeps nothing of an answer once it is given', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const queue = new CommandQueue('card-reader', globalThis);
    const read = async () => {
      const answer = await queue.run(patient, async () => ok({ name: 'somebody' }));
      return new WeakRef(answer.ok ? answer.value : {});
    };
    const kept = await read();
    // A WeakRef holds its target until the turn of the loop that made it has ended.
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    expect(kept.deref()).toBeUndefined();
    await queue.run(patient, async () => ok(undefined));
  });
});
