import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { JournalEvent } from '../journal/event.ts';
import type { ReportsElsewhere } from './reports.ts';
import type { ThreadCall, ThreadCalls, ThreadMessage, ThreadStart } from './thread-protocol.ts';

interface Pending {
  // What a call resolves with is known by its name alone.
  readonly resolve: (value: never) => void;
  readonly reject: (thrown: unknown) => void;
}

/**
 * Megabytes of what was made last. Bodies come and go by the dozen: with the usual 48 their buffers, which count for more than what is looked
 * at here, have all that is old collected three times a second.
 */
const YOUNG = 24;

/** What the calling thread hears of, besides what it asks. */
export interface ThreadListener {
  readonly tell: (event: JournalEvent) => void;
  /** What a batch took from its arrival to its answer, in seconds. */
  readonly observe: (seconds: number) => void;
}

const ended = () => new Error('the thread that takes reports was stopped');

/**
 * Reports in a thread of their own: whoever waits at a kiosk has the calling one for themselves. `script` is a program that calls
 * `serveReports`. A thread that ends by itself takes the process with it: what it had taken is on disk, and the rest was not acknowledged.
 */
export async function reportsThread(
  script: URL,
  start: ThreadStart,
  { tell, observe }: ThreadListener,
): Promise<ReportsElsewhere> {
  const worker = new Worker(script, {
    workerData: start,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG },
  });
  const pending = new Map<number, Pending>();
  let calls = 0;
  let isStopping = false;

  function settle(id: number, act: (of: Pending) => void) {
    const of = pending.get(id);
    pending.delete(id);
    if (of) act(of);
  }

  const started = new Promise<number>((resolve, reject) => {
    worker.once('error', reject);
    worker.on('message', (said: ThreadMessage) => {
      if (said.message === 'started') resolve(said.port);
      else if (said.message === 'event') tell(said.event);
      else if (said.message === 'taken') observe(said.seconds);
      else if (said.message === 'returned') settle(said.id, (of) => of.resolve(said.value as never));
      else settle(said.id, (of) => of.reject(said.thrown));
    });
  });
  const deliveryPort = await started;
  worker.removeAllListeners('error');
  let hasEnded = false;
  worker.on('exit', (code) => {
    if (!isStopping) throw new Error(`the thread that takes reports ended with ${code}`);
    hasEnded = true;
    for (const id of [...pending.keys()]) settle(id, ({ reject }) => reject(ended()));
  });

  const call = <Name extends keyof ThreadCalls>(name: Name, ...args: Parameters<ThreadCalls[Name]>) =>
    new Promise<Awaited<ReturnType<ThreadCalls[Name]>>>((resolve, reject) => {
      if (hasEnded) throw ended();
      calls += 1;
      pending.set(calls, { resolve, reject });
      worker.postMessage({ id: calls, name, args } as unknown as ThreadCall);
    });
  return {
    deliveryPort,
    takeHeartbeat: (kiosk, heartbeat) => call('takeHeartbeat', kiosk, heartbeat),
    caughtUp: (kiosk) => call('caughtUp', kiosk),
    async stop() {
      if (hasEnded) return;
      isStopping = true;
      const exited = once(worker, 'exit');
      await call('stop');
      await exited;
    },
  };
}
