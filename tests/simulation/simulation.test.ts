import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBundles } from './bundle.ts';
import { run } from './crew.ts';

const SCHEDULES = Number(process.env.SCHEDULES ?? 100_000);

/** Always the same schedules, so that what fails is what was changed; `SEED=random` draws others, and a failure prints its own. */
const SEED =
  process.env.SEED === 'random' ? Math.floor(Date.now() / 1000) : Number(process.env.SEED ?? 20_261_122);

const bundles = createBundles();
let script: string;
beforeAll(async () => {
  script = await bundles.bundle('protocol');
});
afterAll(() => bundles.remove());

it(`nothing lost, nothing twice, nothing invented in ${SCHEDULES} schedules from seed ${SEED}`, {
  timeout: 1_200_000,
}, async () => {
  const half = Math.ceil(SCHEDULES / 2);
  const failures = await Promise.all(
    [SEED, SEED + half].map((from) => run({ script, from, count: half, tell: true })),
  );
  expect(failures.find((failed) => failed !== undefined)?.story).toBeUndefined();
});

it('a schedule is the same for the same seed, to the last message', async () => {
  const { tell, draw } = await import(script);
  const story = await tell(draw(SEED));
  expect(await tell(draw(SEED))).toBe(story);
  expect(story.split('\n').length).toBeGreaterThan(10);
});
