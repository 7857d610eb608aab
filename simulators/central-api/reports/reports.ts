import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '@borne/domain/time';
import type { Heartbeat } from '@borne/sync/contract/heartbeat';
import type { Problem } from '@borne/sync/contract/problem';
import type { KeyPair } from '@borne/sync/envelope/hpke';
import { Fleet } from '../fleet/fleet.ts';
import { failed, type JournalEvent } from '../journal/event.ts';
import { ingest } from '../journal/ingest.ts';
import type { Ingested, Intake } from '../journal/intake.ts';
import { createProjector } from '../journal/projector.ts';
import { ringOf } from '../recipients.ts';
import type { Store } from '../store/store.ts';
import { readBatch, type SentBatch } from './sent-batch.ts';

/** What became of a batch; `refused`: it was not looked at further, in the words of the answer. */
export type Received = Ingested | { readonly ingested: 'refused'; readonly problem: Problem };

/**
 * What kiosks tell the centre, and nobody at a kiosk waits for. It is most of the centre's work, and can be had in a thread of its own
 * (`reportsThread`): so everything in and out of what both ways have can be copied from one thread to another.
 */
interface Common {
  takeHeartbeat(kiosk: string, heartbeat: Heartbeat): Promise<void>;
  /** Resolves when every record that the store holds now was read, of one kiosk or of all, by whichever process. */
  caughtUp(kiosk?: string): Promise<void>;
  /** Takes and reads nothing more; what is unread is in the store. */
  stop(): Promise<void>;
}

/** Reports in this thread. */
export interface Reports extends Common {
  /** Takes a batch of a journal: what is acknowledged is on disk. Its records are read later. */
  takeBatch(sent: SentBatch): Promise<Received>;
}

/** Reports in a thread of their own, where kiosks deliver their journals at a port of its own. */
export interface ReportsElsewhere extends Common {
  readonly deliveryPort: number;
}

export interface ReportsOptions {
  /** What opens records. */
  readonly recipients: readonly KeyPair[];
  /** Whether what is taken is read here as well; another process on the same store may. */
  readonly readsRecords: boolean;
  /** Writes into the store; by default on the store's own connection. */
  readonly take?: Intake | undefined;
  readonly clock: Pick<Clock, 'now'>;
  readonly tell: (event: JournalEvent) => void;
}

/** How often records that a process left unread are looked for, in milliseconds. */
const LOOK_EVERY = 10_000;

/** Reports in this thread, on `store`, which stays the caller's. Begins with what an earlier run left unread. */
export async function openReports(store: Store, options: ReportsOptions): Promise<Reports> {
  const { recipients, readsRecords, take = store.take, clock, tell } = options;
  const tellFailure = (error: unknown) => tell(failed(error));
  const projector = createProjector(store, ringOf(recipients), {
    onOddity: (stream, seq, reason) => tell({ event: 'quarantined', ...stream, seq, reason }),
    onWait: (stream, seq, key) => tell({ event: 'unopened', ...stream, seq, key }),
    onProgress: (stream) => tell({ event: 'operations-changed', ...stream }),
    onFailure: tellFailure,
    now: () => performance.now(),
    rest: (milliseconds, signal) => delay(milliseconds, undefined, { signal }).catch(() => undefined),
  });
  const fleet = new Fleet(store, clock);
  const look = () => projector.look().catch(tellFailure);
  if (readsRecords) await look();
  const looking = readsRecords ? setInterval(look, LOOK_EVERY).unref() : undefined;

  return {
    async takeBatch(sent) {
      const read = await readBatch(sent);
      if (!read.ok) return { ingested: 'refused', problem: read.error };
      const { kiosk, epoch, from } = sent;
      const ingested = await ingest(store, take, read.value, clock.now());
      if (ingested.ingested === 'gap') tell({ event: 'gap', kiosk, epoch, from });
      else if (ingested.ingested === 'forked')
        tell({ event: 'forked', kiosk, epoch, reason: ingested.reason });
      else {
        const { kept, watermark } = ingested;
        tell({ event: 'records-kept', kiosk, epoch, to: watermark.seq, kept });
        if (kept > 0 && readsRecords) projector.wake({ kiosk, epoch });
      }
      return ingested;
    },
    takeHeartbeat: (kiosk, heartbeat) => fleet.take(kiosk, heartbeat),
    caughtUp: (kiosk) => projector.caughtUp(kiosk),
    async stop() {
      clearInterval(looking);
      await projector.stop();
    },
  };
}
