import { constants, setPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Failed } from './simulate.ts';

// Nothing here is measured by a clock: it takes what is left by suites that are, beside which it runs. Threads inherit it.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

/** Runs in a worker: the simulator's script, schedules of so many seeds from a first one on; then the smallest that fails alike. */
const program = `
  const { parentPort, workerData: { script, from, count, tell } } = require('node:worker_threads');
  import(script).then(async ({ simulate, report }) => {
    const failed = await simulate(from, count);
    parentPort.postMessage(failed && tell ? { ...failed, story: await report(failed.seed) } : failed);
  });
`;

export interface Job {
  /** A bundle of the simulator. */
  readonly script: string;
  readonly from: number;
  readonly count: number;
  /** Whether the story of a failure is wanted. */
  readonly tell?: boolean;
}

/** The first failure of a job, with its story when it was asked for; undefined when nothing failed. */
export const run = (job: Job): Promise<(Failed & { readonly story?: string }) | undefined> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(program, {
      eval: true,
      workerData: job,
      resourceLimits: { maxYoungGenerationSizeMb: 64 },
    });
    worker.once('message', (failed) => {
      resolve(failed);
      worker.terminate();
    });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the simulator ended with ${code}`)));
  });
