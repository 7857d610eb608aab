import type { Refresh } from '@borne/sync/opposition/opposition';
import { expect, it } from 'vitest';
import type { Log } from './log/log.ts';
import { keepOppositionFresh } from './opposition-refresh.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A centre that answers `answers` in turn, then nothing. */
function watch(...answers: readonly Refresh[]) {
  const waits: { ring: () => void; delay: number }[] = [];
  const logged: unknown[] = [];
  let asked = 0;
  const stop = keepOppositionFresh(
    {
      isOpposed: () => false,
      refresh: (signal) => {
        const answer = answers[asked++];
        if (answer) return Promise.resolve(answer);
        return new Promise((resolve) => {
          signal?.addEventListener('abort', () => resolve({ refresh: 'failed', problem: 'cancelled' }));
        });
      },
    },
    {
      timers: {
        setTimeout: (ring: () => void, delay: number) => waits.push({ ring, delay }),
        clearTimeout: () => {},
      },
      random: () => 1,
      log: { write: (...entry: unknown[]) => logged.push(entry), close: () => {} } as Log,
    },
  );
  return { stop, waits, logged, asked: () => asked };
}

it('asks at once, in an hour when it had an answer, sooner when it had none', async () => {
  const centre = watch(
    { refresh: 'replaced', cards: 3, kept: true },
    { refresh: 'failed', problem: 'connection failed' },
    { refresh: 'unchanged' },
  );
  for (let turn = 0; turn < 3; turn += 1) {
    await settled();
    centre.waits.at(-1)?.ring();
  }
  expect(centre.waits.map(({ delay }) => delay / 60_000)).toEqual([60, 5, 60]);
  expect(centre.logged).toEqual([
    ['opposition.replaced', { cards: 3, kept: true }],
    ['opposition.failed', { problem: 'connection failed' }],
  ]);
  centre.stop();
});

it('gives up what it asks when stopped, and asks no more', async () => {
  const centre = watch();
  centre.stop();
  await settled();
  expect(centre).toMatchObject({ waits: [], logged: [] });
  expect(centre.asked()).toBe(1);
});
