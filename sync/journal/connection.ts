import { err, ok, type Result } from '@borne/domain/result';
import Database from 'better-sqlite3';
import { isFull, type OpenError, type OpenFile } from './database.ts';
import type { JournalError } from './port.ts';
import type { Store } from './store.ts';

/**
 * Above this share of the allotment, what the centre has is given up whatever its age; if that is not enough, new work is
 * refused, and the rest of the allotment is for ending what was begun.
 */
const FULL_FOR_NEW_WORK = 0.95;

/** What one transaction does. It may run twice: it must not change anything but the store. */
export type Work<T> = (store: Store) => Result<T, JournalError>;

/** An open journal file that survives its own failures: it is opened again as needed. */
export interface Connection {
  /**
   * Runs `work` in one transaction. `ok` means on disk and flushed. Short of room, the oldest records that the centre has
   * go first; `new-work` is refused (`full`) while there is still room to end what was begun.
   */
  commit<T>(work: Work<T>, kind?: 'new-work'): Result<T, JournalError>;
  /** Runs `work` on what is on disk now; undefined when the file cannot be read. */
  read<T>(work: (store: Store) => T): T | undefined;
  close(): void;
}

type Attempt<T> =
  | { readonly ended: Result<T, JournalError> }
  /** SQLite failed. `expected`: what the transaction would have returned and left as head of the chain, had it come so far. */
  | {
      readonly failed: unknown;
      readonly expected?: { readonly result: Result<T, JournalError>; readonly head: string };
    };

/** Anything but a failure of SQLite's is a bug, and not for this file to hide. */
function onlySqlite(thrown: unknown): void {
  if (!(thrown instanceof Database.SqliteError)) throw thrown;
}

function attempt<T>({ transaction, store }: OpenFile, work: Work<T>): Attempt<T> {
  let expected: { result: Result<T, JournalError>; head: string } | undefined;
  try {
    const ended = transaction(() => {
      const before = store.stream().head;
      const result = work(store);
      const { head } = store.stream();
      if (head !== before) expected = { result, head };
      return result;
    });
    return { ended };
  } catch (failed) {
    onlySqlite(failed);
    if (isFull(failed))
      return { ended: err({ code: 'full', detail: 'no room is left for the journal', cause: failed }) };
    return { failed, ...(expected === undefined ? {} : { expected }) };
  }
}

const isShort = (opened: OpenFile) => opened.fill() >= FULL_FOR_NEW_WORK;

/** Gives up what the centre has, oldest first, until there is room again. Whether anything was. */
function makeRoom(opened: OpenFile): boolean {
  const given = attempt(opened, (store) => {
    let batches = 0;
    while (isShort(opened) && store.purgeOldestBatch()) batches += 1;
    return ok(batches > 0);
  });
  return 'ended' in given && given.ended.ok && given.ended.value;
}

/** Opens the file through `open`, now and again after each failure. */
export function connect(open: () => Result<OpenFile, OpenError>): Result<Connection, OpenError> {
  const opened = open();
  if (!opened.ok) return opened;
  let current: OpenFile | undefined = opened.value;
  let closed = false;

  function forget() {
    try {
      current?.close();
    } catch (failed) {
      onlySqlite(failed);
    }
    current = undefined;
  }

  function use(): Result<OpenFile, JournalError> {
    if (closed) return err({ code: 'closed', detail: 'the journal is closed' });
    if (current) return ok(current);
    const again = open();
    if (!again.ok) return err({ code: 'in-doubt', detail: again.error.detail, cause: again.error.cause });
    current = again.value;
    return again;
  }

  /**
   * After a failed commit the record may be on disk or not, and what is read may come from a cache that was never
   * flushed: open again and force everything through a checkpoint before looking.
   */
  function openAgain(): OpenFile | undefined {
    forget();
    const again = use();
    if (!again.ok) return undefined;
    try {
      again.value.checkpoint();
      return again.value;
    } catch (failed) {
      onlySqlite(failed);
      forget();
      return undefined;
    }
  }

  return ok({
    commit<T>(work: Work<T>, kind?: 'new-work'): Result<T, JournalError> {
      const used = use();
      if (!used.ok) return used;
      const short = isShort(used.value) && !(makeRoom(used.value) && !isShort(used.value));
      if (short && kind === 'new-work')
        return err({
          code: 'full',
          detail: 'no room for new work until the centre takes some of the journal',
        });
      const first = attempt(used.value, work);
      if ('ended' in first) return first.ended;

      const again = openAgain();
      const { expected } = first;
      if (again && expected && again.store.stream().head === expected.head) return expected.result;
      const second = again && attempt(again, work);
      if (second && 'ended' in second) return second.ended;
      forget();
      return err({ code: 'in-doubt', detail: 'the disk did not confirm the record', cause: first.failed });
    },

    read(work) {
      const used = use();
      if (!used.ok) return undefined;
      try {
        return work(used.value.store);
      } catch (failed) {
        onlySqlite(failed);
        forget();
        return undefined;
      }
    },

    close() {
      forget();
      closed = true;
    },
  });
}
