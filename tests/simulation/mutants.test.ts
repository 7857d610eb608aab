import { afterAll, describe, expect, it } from 'vitest';
import { createBundles } from './bundle.ts';
import { run } from './crew.ts';
import { mutants } from './mutants.ts';

/** Far more than any mutant has needed. */
const MOST = 20_000;

/** Of its own: how soon a mistake is noticed is told in docs/protocol.md from this one. */
const SEED = 1;

const bundles = createBundles();
afterAll(() => bundles.remove());

describe('a mistake in the protocol is noticed', () => {
  it.each(mutants.map((mutant, index) => ({ ...mutant, index })))(
    '$file: $breaks',
    { timeout: 600_000 },
    async ({ index, ...mutant }) => {
      const script = await bundles.bundle(`mutant-${index}`, mutant);
      const failed = await run({ script, from: SEED, count: MOST });
      expect(failed, `${MOST} schedules did not notice`).toBeDefined();
    },
  );
});
