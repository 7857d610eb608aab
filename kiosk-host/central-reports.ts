import { parentPort, workerData } from 'node:worker_threads';
import { serveReports } from '@borne/simulators/central-api/reports/serve-reports';
import { systemClock } from './clock.ts';

/** The program of the centre's second thread: what kiosks report is taken here. */
if (!parentPort) throw new Error('this is no program of its own: borne central runs it in a thread');
await serveReports(parentPort, workerData, {
  clock: systemClock,
  intake: new URL('central-intake.js', import.meta.url),
});
