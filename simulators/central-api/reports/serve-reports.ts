import type { AddressInfo } from 'node:net';
import { setPriority } from 'node:os';
import type { MessagePort } from 'node:worker_threads';
import type { Clock } from '@borne/domain/time';
import { asCopied } from '../copied-error.ts';
import { openGate } from '../delivery-gate.ts';
import { KioskRegistry } from '../identity/kiosk-registry.ts';
import { kioskServer } from '../identity/kiosk-server.ts';
import { SigningKeys } from '../identity/signing-keys.ts';
import { failed, type JournalEvent } from '../journal/event.ts';
import { intakeThread } from '../journal/intake-thread.ts';
import { addJournalRoute } from '../journal/routes.ts';
import { openStore } from '../store/open-store.ts';
import { openReports } from './reports.ts';
import type { ThreadCall, ThreadCalls, ThreadMessage, ThreadStart } from './thread-protocol.ts';

/** How much this thread leaves to others, and the one that it starts to write: as `nice` has it, each gets a quarter of a core that somebody else wants as well. */
const NICENESS = 5;

/**
 * What a thread of reports does: opens the store for itself, takes journals at its port, and answers calls until it is told to stop. `intake`: a
 * program that calls `serveIntake`. SQLite, which has the calling thread wait for the disk, writes what was delivered there.
 */
export async function serveReports(
  port: MessagePort,
  start: ThreadStart,
  { clock, intake }: { readonly clock: Clock; readonly intake: URL },
): Promise<void> {
  giveWay();
  const { address, writers } = start;
  const store = await openStore(address, writers).catch((thrown) => {
    throw asCopied(thrown);
  });
  const say = (message: ThreadMessage) => port.postMessage(message);
  const tell = (event: JournalEvent) => say({ message: 'event', event });
  const writing = store.engine === 'sqlite' ? await intakeThread(intake, address, writers) : undefined;
  const reports = await openReports(store, { ...{ ...start, clock, take: writing?.take }, tell });
  const { server, callers, close } = await kioskServer({
    ...{ store, clock, kiosks: await KioskRegistry.open(store, clock) },
    ...{ names: start.names, limits: start.limits, onFailure: (error) => tell(failed(error)) },
  });
  addJournalRoute(server, {
    ...{ callers, reports, gate: openGate(start.recordsPerSecond) },
    signing: await SigningKeys.open(store, () => clock.now()),
    observe: (seconds) => say({ message: 'taken', seconds }),
  });
  await server.listen(start.listen);

  async function stop() {
    await close();
    await reports.stop();
    await writing?.stop();
    await store.close();
  }
  const calls: ThreadCalls = { ...reports, stop };
  port.on('message', async (call: ThreadCall) => {
    try {
      say({ message: 'returned', id: call.id, value: await perform(calls, call) });
    } catch (thrown) {
      say({ message: 'threw', id: call.id, thrown: asCopied(thrown) });
    }
    if (call.name === 'stop') port.close();
  });
  say({ message: 'started', port: (server.server.address() as AddressInfo).port });
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

function perform(calls: ThreadCalls, { name, args }: ThreadCall): Promise<unknown> {
  switch (name) {
    case 'takeHeartbeat':
      return calls.takeHeartbeat(...args);
    case 'caughtUp':
      return calls.caughtUp(...args);
    case 'stop':
      return calls.stop();
  }
}
