import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Clock } from '@borne/domain/time';
import { type CentralApiOptions, createCentralApi } from '@borne/simulators/central-api/central-api';
import { openStore } from '@borne/simulators/central-api/store/open-store';

/** A centre in a process of its own, which takes journals and leaves their reading to another. */
export class IntakeProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: URL,
  ) {}

  /** `program` is `borne` itself; `address` is of the store, as for `openStore`. */
  static async start(program: string, address: string): Promise<IntakeProcess> {
    const child = fork(program, ['bench', 'intake', address]);
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the centre ended with ${code}`);
    });
    const [url] = await Promise.race([once(child, 'message'), ended]);
    return new IntakeProcess(child, new URL(url));
  }

  async stop(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.disconnect();
    await exited;
  }
}

/** What that process does: serves, says where, and goes when whoever started it does. `reports`: as `borne central` takes them. */
export async function serveIntake(
  clock: Clock,
  address: string,
  reports: CentralApiOptions['reports'],
): Promise<void> {
  const store = await openStore(address);
  const api = await createCentralApi({
    ...{ store, clock, reports, personas: [], readsRecords: false },
    recordsPerSecond: Number.POSITIVE_INFINITY,
  });
  process.once('disconnect', async () => {
    await api.close();
    process.exit(0);
  });
  await api.listen(0);
  process.send?.(api.deliveryUrl);
}
