import type { RecipientRing } from '../recipients.ts';
import type { Store } from '../store/store.ts';
import { projectSome, type Stream, unreadStreams } from './projection.ts';
import type { WaitingRecord } from './reading.ts';

export interface Projector {
  /** Says that a stream has new records; they are read after the current exchange, in order. */
  wake(stream: Stream): void;
  /** Looks for what a process that died left unread. */
  look(): Promise<void>;
  /** Resolves when every record that the store holds now was read, of one kiosk or of all, by whichever process. */
  caughtUp(kiosk?: string): Promise<void>;
  /** Reads no further; resolves when this process reads nothing. What is left is in the store, for the next one that looks. */
  stop(): Promise<void>;
}

export interface ProjectorOptions {
  readonly onOddity: (stream: Stream, seq: number, reason: string) => void;
  readonly onProgress: (stream: Stream) => void;
  /** Nothing of the stream is read from `seq` on, for want of `key`; said once. */
  readonly onWait: (stream: Stream, seq: number, key: string) => void;
  readonly onFailure: (error: unknown) => void;
  /** Monotonic, milliseconds. */
  readonly now: () => number;
  /** Resolves so many milliseconds later, or when it is cut short. */
  readonly rest: (milliseconds: number, cut: AbortSignal) => Promise<unknown>;
}

/**
 * Rest after each part, as a multiple of the time that it took: reading takes a quarter of a core at most, and less of one that others want
 * as well. Nobody waits for it.
 */
const REST = 3;

/** Reads records behind the acknowledgements, so that what they say can neither delay nor refuse a delivery. */
export function createProjector(
  store: Store,
  ring: RecipientRing,
  { onOddity, onProgress, onWait, onFailure, now, rest }: ProjectorOptions,
): Projector {
  const waiting = new Map<string, Stream>();
  const waited = new Set<string>();
  let work: Promise<void> | undefined;
  const stopping = new AbortController();
  const { signal } = stopping;

  async function readSome(stream: Stream, ifClaimed: 'skip' | 'wait'): Promise<boolean> {
    const { odd, more, waiting: stopped } = await projectSome(store, ring, stream, ifClaimed);
    for (const { seq, reason } of odd) onOddity(stream, seq, reason);
    if (stopped) sayOnce(stream, stopped);
    return more;
  }

  function sayOnce(stream: Stream, { seq, waitsFor }: WaitingRecord) {
    const place = `${stream.kiosk} ${stream.epoch} ${seq}`;
    if (waited.has(place)) return;
    waited.add(place);
    onWait(stream, seq, waitsFor);
  }

  /** One part of one stream, then the next stream: nobody's backlog makes the others wait. */
  async function run() {
    while (!signal.aborted) {
      const [next] = waiting;
      if (next === undefined) break;
      const [name, stream] = next;
      waiting.delete(name);
      const began = now();
      try {
        if (await readSome(stream, 'skip')) waiting.set(name, stream);
        else onProgress(stream);
      } catch (error) {
        // The place reached is in the store: what failed is read at the next wake, or look.
        onFailure(error);
      }
      if (waiting.size > 0 && !signal.aborted) await rest(REST * (now() - began), signal);
    }
    work = undefined;
  }

  function wake(stream: Stream) {
    waiting.set(`${stream.kiosk} ${stream.epoch}`, stream);
    work ??= Promise.resolve().then(run);
  }

  return {
    wake,
    async look() {
      for (const stream of await unreadStreams(store.db)) wake(stream);
    },
    async caughtUp(kiosk) {
      for (const stream of await unreadStreams(store.db, kiosk)) {
        while (await readSome(stream, 'wait'));
        onProgress(stream);
      }
    },
    stop: async () => {
      stopping.abort();
      await work;
    },
  };
}
