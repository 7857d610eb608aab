import type { Kysely } from 'kysely';
import type { RecipientRing } from '../recipients.ts';
import type { Tables } from '../store/tables.ts';
import { projectNext, type Stream } from './projection.ts';

export interface Projector {
  /** Says that a stream has new records; they are read after the current exchange, in order, one at a time. */
  wake(stream: Stream): void;
  /** Resolves when every record announced so far has been read. */
  idle(): Promise<void>;
}

/** Reads records behind the acknowledgements, so that what they say can neither delay nor refuse a delivery. */
export function createProjector(
  db: Kysely<Tables>,
  ring: RecipientRing,
  onOddity: (stream: Stream, seq: number, reason: string) => void,
  onProgress: (stream: Stream) => void,
  onFailure: (error: unknown) => void,
): Projector {
  let work: Promise<void> = Promise.resolve();

  async function drain(stream: Stream) {
    for (;;) {
      const read = await projectNext(db, ring, stream);
      if (read === undefined) break;
      if (read.oddity !== undefined) onOddity(stream, read.seq, read.oddity);
    }
    onProgress(stream);
  }

  return {
    wake(stream) {
      // What failed is read at the next wake: the place reached is in the store.
      work = work.then(() => drain(stream)).catch(onFailure);
    },
    idle: () => work,
  };
}
