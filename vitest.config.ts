import { defineConfig } from 'vitest/config';

/** Waits are far longer than any needs on an idle machine: a busy one is no failure. */
const node = {
  environment: 'node' as const,
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 30_000 } },
};

/** One project a kind of suite, so that each can be run alone: `npx vitest run --project unit`. */
export default defineConfig({
  test: {
    // One more than the cores of continuous integration: much of the time is waited, for a paper to print or a card to answer.
    maxWorkers: 3,
    projects: [
      {
        test: {
          ...node,
          name: 'unit',
          include: [
            '{domain,documents,device-drivers,sync,state-machines,simulators,kiosk-host,kiosk-ui,packaging,benchmarks}/**/*.test.{ts,tsx}',
          ],
        },
      },
      { test: { ...node, name: 'contract', include: ['tests/contract/**/*.test.ts'] } },
      { test: { ...node, name: 'simulation', include: ['tests/simulation/**/*.test.ts'] } },
      {
        test: {
          ...node,
          name: 'visit',
          include: ['tests/{end-to-end,crash,privacy}/**/*.test.ts'],
          globalSetup: ['tests/build-once.ts'],
        },
      },
    ],
  },
});
