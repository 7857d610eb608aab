import { err, ok, type Result } from '@borne/domain/result';
import Database from 'better-sqlite3';
import type { Ballast } from './ballast.ts';
import { isFull, type OpenError, type OpenFile } from './database.ts';
import { faultOf } from './fault.ts';
import type { JournalError, JournalFault } from './port.ts';
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
  /** What keeps it from taking new work, as found when it was last used. */
  fault(): Fault | undefined;
  /** Share of the allotment in use, 0 to 1; undefined when the file is not open. */
  fill(): number | undefined;
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
      const before = store.head();
      const result = work(store);
      const head = store.head();
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

/** A file that cannot be used now, and perhaps can later; any other error needs a person. */
const isPassing = ({ code }: OpenError) => code === 'unusable' || code === 'damaged';

/** What keeps a connection from taking new work, and what was said of it. */
interface Fault {
  readonly fault: JournalFault;
  readonly detail: string;
}

/** Where a test has none. */
const noBallast: Ballast = { giveUp: () => false, restore: () => true };

/**
 * Opens the file through `open`, now and again after each failure. A file that cannot be used for now is a connection that refuses
 * everything and tries again each time; the error is one that will not pass by itself.
 */
export function connect(
  open: () => Result<OpenFile, OpenError>,
  ballast: Ballast = noBallast,
): Result<Connection, OpenError> {
  let current: OpenFile | undefined;
  let fault: Fault | undefined;
  let closed = false;
  /** False while the file system is full: the ballast is then what the journal lives on, and new work must wait. */
  let afloat = true;

  /**
   * After a flush that failed, in this run or in an earlier one, what is read may come from a cache that will never reach the disk,
   * and later flushes may be worth nothing: before anything is believed, all of it is forced through a checkpoint.
   */
  function openFlushed(): Result<OpenFile, OpenError> {
    const opened = open();
    if (!opened.ok) return opened;
    try {
      opened.value.checkpoint();
      return opened;
    } catch (cause) {
      onlySqlite(cause);
      opened.value.close();
      return err({ code: 'unusable', detail: 'what the journal holds cannot be flushed', cause });
    }
  }

  function openOrGiveUp(): Result<OpenFile, OpenError> {
    const opened = openFlushed();
    if (opened.ok || faultOf(opened.error.cause) !== 'disk-full' || !ballast.giveUp()) return opened;
    afloat = false;
    return openFlushed();
  }

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
    const again = openOrGiveUp();
    if (!again.ok) {
      fault = { fault: faultOf(again.error.cause), detail: again.error.detail };
      return err({ code: 'in-doubt', detail: again.error.detail, cause: again.error.cause });
    }
    current = again.value;
    return again;
  }

  function checkpointed(opened: OpenFile): boolean {
    try {
      opened.checkpoint();
      return true;
    } catch (failed) {
      onlySqlite(failed);
      return false;
    }
  }

  /** After a failed commit the record may be on disk or not: only a file that was opened again can tell. */
  function openAgain(): OpenFile | undefined {
    forget();
    const again = use();
    return again.ok ? again.value : undefined;
  }

  /** Gives up what the centre has, oldest first, until there is room again; one batch at a time when it is the disk that has none. */
  function makeRoom(opened: OpenFile): void {
    const given = attempt(opened, (store) => {
      let batches = 0;
      while ((isShort(opened) || (!afloat && batches === 0)) && store.purgeOldestBatch()) batches += 1;
      return ok(batches > 0);
    });
    if (!afloat && 'ended' in given && given.ended.ok && given.ended.value) checkpointed(opened);
  }

  const refused = (detail: string, why: JournalFault): Result<never, JournalError> => {
    fault = { fault: why, detail };
    return err({ code: 'full', detail });
  };

  /** `sinking`: the ballast was given up for this commit. An allotment may be at its end while the disk has room to make it again. */
  function commitOn<T>(
    opened: OpenFile,
    work: Work<T>,
    kind?: 'new-work',
    sinking = false,
  ): Result<T, JournalError> {
    afloat = afloat || (!sinking && ballast.restore());
    if (!afloat || isShort(opened)) makeRoom(opened);
    if (kind === 'new-work' && !afloat)
      return refused('no room is left on the disk for new work', 'disk-full');
    if (kind === 'new-work' && isShort(opened))
      return refused('no room for new work until the centre takes some of the journal', 'full');

    const first = attempt(opened, work);
    if ('ended' in first) {
      if (first.ended.ok || first.ended.error.code !== 'full') return first.ended;
      if (isShort(opened)) return refused(first.ended.error.detail, 'full');
      if (sinking || !ballast.giveUp()) return refused(first.ended.error.detail, 'disk-full');
      afloat = false;
      return commitOn(opened, work, kind, true);
    }

    const again = openAgain();
    const { expected } = first;
    if (again && expected && again.store.head() === expected.head) return expected.result;
    const second = again && attempt(again, work);
    if (second && 'ended' in second) return second.ended;
    const detail = 'the disk did not confirm the record';
    if (again) fault = { fault: faultOf(first.failed), detail };
    forget();
    return err({ code: 'in-doubt', detail, cause: first.failed });
  }

  const opened = openOrGiveUp();
  if (opened.ok) current = opened.value;
  else if (isPassing(opened.error))
    fault = { fault: faultOf(opened.error.cause), detail: opened.error.detail };
  else return opened;
  if (current) afloat = afloat && ballast.restore();

  return ok({
    commit<T>(work: Work<T>, kind?: 'new-work'): Result<T, JournalError> {
      const used = use();
      if (!used.ok) return used;
      const committed = commitOn(used.value, work, kind);
      if (committed.ok && fault !== undefined)
        fault =
          current && isShort(current)
            ? { fault: 'full', detail: 'no room but to end what was begun' }
            : undefined;
      return committed;
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

    fault: () =>
      fault === undefined && !afloat ? { fault: 'disk-full', detail: 'the ballast was given up' } : fault,
    fill() {
      try {
        return current?.fill();
      } catch (failed) {
        onlySqlite(failed);
        return undefined;
      }
    },

    close() {
      forget();
      closed = true;
    },
  });
}
