import { parentPort, workerData } from 'node:worker_threads';
import { serveIntake } from '@borne/simulators/central-api/journal/intake-thread';

/** The program of the centre's third thread, on SQLite: what kiosks deliver is written here. */
if (!parentPort) throw new Error('this is no program of its own: borne central runs it in a thread');
await serveIntake(parentPort, workerData);
