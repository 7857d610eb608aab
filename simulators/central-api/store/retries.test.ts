import { expect, it } from 'vitest';
import { pauseAfter, retried } from './retries.ts';

const conflict = (code: string) => Object.assign(new Error(code), { code });

/** Runs what fails so often with `code`; how it ended, and after which attempts there was a pause. */
async function run(failures: number, code = '40001') {
  let attempts = 0;
  const pauses: number[] = [];
  const work = async () => {
    attempts += 1;
    if (attempts <= failures) throw conflict(code);
    return attempts;
  };
  const pause = async (after: number) => {
    pauses.push(after);
  };
  return { ended: await retried(work, pause).catch((thrown: Error) => thrown.message), pauses };
}

it('does again what another transaction stood in the way of, with a pause each time', async () => {
  expect(await run(3)).toEqual({ ended: 4, pauses: [1, 2, 3] });
});

it('gives up after ten attempts, and at once what will not pass', async () => {
  expect(await run(10, '23505')).toEqual({ ended: '23505', pauses: [1, 2, 3, 4, 5, 6, 7, 8, 9] });
  expect(await run(1, '22P02')).toEqual({ ended: '22P02', pauses: [] });
});

it('waits longer after each attempt, never more than a quarter of a second, never the same for two', () => {
  expect([1, 2, 3, 8].map((attempts) => pauseAfter(attempts, () => 1))).toEqual([4, 8, 16, 250]);
  expect(pauseAfter(3, () => 0.5)).toBe(8);
});
