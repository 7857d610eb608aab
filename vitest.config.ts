import { configDefaults, defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/longest-first.ts';

/** Waits are far longer than any needs on an idle machine: a busy one is no failure. */
const node = {
  environment: 'node' as const,
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 30_000 } },
};

/** They look at what a library does the first time in a process: one of their own. */
const alone = ['sync/central/response-buffer.test.ts'];

/** One project a kind of suite, so that each can be run alone: `npx vitest run --project unit`. */
export default defineConfig({
  test: {
    // One more than the cores of continuous integration: much of the time is waited, for a paper to print or a card to answer.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...node,
          name: 'unit',
          // A process for each of them would take longer than most of them do.
          isolate: false,
          include: [
            '{domain,documents,device-drivers,sync,state-machines,simulators,kiosk-host,kiosk-ui,packaging,benchmarks}/**/*.test.{ts,tsx}',
          ],
          exclude: [...configDefaults.exclude, ...alone],
        },
      },
      { test: { ...node, name: 'unit-alone', include: alone } },
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
