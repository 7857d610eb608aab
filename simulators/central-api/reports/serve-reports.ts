import { setPriority } from 'node:os';
import type { MessagePort } from 'node:worker_threads';
import type { Clock } from '@borne/domain/time';
import { openStore } from '../store/open-store.ts';
import { openReports, type Reports } from './reports.ts';
import type { ThreadCall, ThreadMessage, ThreadStart } from './thread-protocol.ts';

/** How much this thread leaves to others, as `nice` has it: it gets a quarter of a core that somebody else wants as well. */
const NICENESS = 5;

/** What a thread of reports does: opens the store for itself, and answers calls until it is told to stop. */
export async function serveReports(port: MessagePort, start: ThreadStart, clock: Clock): Promise<void> {
  giveWay();
  const store = await openStore(start.address);
  const say = (message: ThreadMessage) => port.postMessage(message);
  const reports = await openReports(store, {
    ...{ ...start, clock },
    tell: (event) => say({ message: 'event', event }),
  });

  port.on('message', async (call: ThreadCall) => {
    try {
      say({ message: 'returned', id: call.id, value: await perform(reports, call) });
    } catch (thrown) {
      say({ message: 'threw', id: call.id, thrown: asError(thrown) });
    }
    if (call.name !== 'stop') return;
    await store.close();
    port.close();
  });
  say({ message: 'started' });
}

/** Of Linux alone is it known that this is the calling thread's priority, and not the process's. Where it may not be set, the centre works as well. */
function giveWay(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(0, NICENESS);
  } catch (refused) {
    if (!(refused instanceof Error) || !('code' in refused)) throw refused;
  }
}

/** What can be copied with its words: errors of SQLite look like others, and arrive empty. */
function asError(thrown: unknown): Error {
  if (!(thrown instanceof Error)) return new Error(String(thrown));
  const error = new Error(thrown.message);
  if (thrown.stack !== undefined) error.stack = thrown.stack;
  return error;
}

function perform(reports: Reports, { name, args }: ThreadCall): Promise<unknown> {
  switch (name) {
    case 'takeBatch':
      return reports.takeBatch(...args);
    case 'takeHeartbeat':
      return reports.takeHeartbeat(...args);
    case 'caughtUp':
      return reports.caughtUp(...args);
    case 'stop':
      return reports.stop();
  }
}
