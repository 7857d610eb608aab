import { err, ok, type Result } from '@borne/domain/result';
import type { OpenError, OpenFile } from '@borne/sync/journal/database';
import type { JournalDisk } from '@borne/sync/journal/journal';
import Database from 'better-sqlite3';
import { type Contents, ModelStore, type PurgeReason } from './model-store.ts';

/** The machine stopped in the middle of what it was doing. */
export class PowerCut extends Error {}

/**
 * How a transaction ends. `lost`: the flush failed and nothing of it is anywhere. `kept`: it failed and everything is on disk.
 * `cached`: it failed, and what was written can be read until the power goes, as on Linux after a failed fsync. `cut-before`,
 * `cut-after`: the power goes just before it is on disk, or just after.
 */
export const transactionFaults = ['lost', 'kept', 'cached', 'cut-before', 'cut-after'] as const;
export type TransactionFault = (typeof transactionFaults)[number];

/** Made once: where they are thrown says nothing, and to find it out takes long. */
const failures = new Map<string, Error>();
const powerCut = new PowerCut();

function failure(code: string): Error {
  const made = failures.get(code) ?? new Database.SqliteError(`simulated ${code}`, code);
  failures.set(code, made);
  return made;
}

export interface DiskEvents {
  onPurge(upTo: number, why: PurgeReason, before: Contents): void;
  /** Contents that were written, flushed or not. */
  onWritten(contents: Contents): void;
}

/** A disk with a journal on it: what is flushed, what only seems to be, and every way in which it may fail. */
export class ModelDisk implements JournalDisk {
  /** What is read; what survives a power cut. The same, unless a flush failed. */
  #seen: Contents | undefined;
  #flushed: Contents | undefined;
  /** Pages that were lost by a failed flush make later flushes worthless, until a checkpoint writes the file itself. */
  #torn = false;
  #damaged = false;
  /** Faults of the next transactions, in order. */
  readonly faults: TransactionFault[] = [];
  failingCheckpoints = 0;
  /** The file system has no room left: nothing can be written, not even a deletion. */
  full = false;
  /** Nothing can be written, or even opened, until it is mended. */
  broken = false;
  setAsideFiles = 0;

  readonly #capacity: number;
  readonly #kiosk: string;
  readonly #events: DiskEvents;

  /** `capacity`: records that the journal's allotment holds. */
  constructor(kiosk: string, capacity: number, events: DiskEvents, contents?: Contents) {
    this.#kiosk = kiosk;
    this.#capacity = capacity;
    this.#events = events;
    this.#seen = contents;
    this.#flushed = contents;
  }

  /** Whether everything that can be read would survive a power cut. */
  get isFlushed(): boolean {
    return this.#seen === this.#flushed;
  }

  get contents(): Contents | undefined {
    return this.#seen;
  }

  /** Share of the allotment that was in use before the last record. */
  get fillBeforeLast(): number {
    return ((this.#seen?.records.length ?? 1) - 1) / this.#capacity;
  }

  get hasRoom(): boolean {
    return !this.full && !this.broken && (this.#seen?.records.length ?? 0) < this.#capacity;
  }

  /** What is on the disk is replaced by `image`, which was taken earlier, of this disk or of another. */
  restore(image: Contents | undefined): void {
    this.#seen = image;
    this.#flushed = image;
    this.#torn = false;
    this.#damaged = false;
  }

  cutPower(): void {
    this.#seen = this.#flushed;
    this.#torn = false;
  }

  damage(): void {
    this.#damaged = true;
  }

  heal(): void {
    this.faults.length = 0;
    this.failingCheckpoints = 0;
    this.full = false;
    this.broken = false;
  }

  setAside(): string {
    this.restore(undefined);
    this.setAsideFiles += 1;
    return `journal.db.damaged-${this.setAsideFiles}`;
  }

  open({ genesis, newEpoch }: Parameters<JournalDisk['open']>[0]): Result<OpenFile, OpenError> {
    if (this.broken) return err({ code: 'unusable', detail: 'the disk is broken' });
    if (this.#damaged) return err({ code: 'damaged', detail: 'the file is damaged' });
    const store = new ModelStore(this.#seen, this.#events.onPurge);
    const file: OpenFile = {
      store,
      transaction: (work) => this.#transaction(store, work),
      fill: () => (store.contents?.records.length ?? 0) / this.#capacity,
      checkpoint: () => this.#checkpoint(),
      close: () => undefined,
    };
    try {
      file.transaction(() => {
        if (store.hasStream()) store.countOpening();
        else store.createStream(this.#kiosk, newEpoch(), genesis);
      });
    } catch (thrown) {
      if (!(thrown instanceof Database.SqliteError)) throw thrown;
      return err({ code: 'unusable', detail: thrown.message, cause: thrown });
    }
    return ok(file);
  }

  #transaction<T>(store: ModelStore, work: () => T): T {
    if (this.#damaged) throw failure('SQLITE_CORRUPT');
    const before = store.contents;
    let result: T;
    try {
      result = work();
      if (store.contents === before) return result;
      this.#commit(store.contents);
    } catch (thrown) {
      store.contents = this.#seen;
      throw thrown;
    }
    return result;
  }

  #commit(contents: Contents | undefined): void {
    if (contents === undefined) return;
    if (this.broken) throw failure('SQLITE_READONLY');
    if (this.full || contents.records.length > this.#capacity) throw failure('SQLITE_FULL');
    const fault = this.faults.shift();
    if (fault === 'lost') throw failure('SQLITE_IOERR_FSYNC');
    if (fault === 'cut-before') throw powerCut;
    this.#events.onWritten(contents);
    this.#seen = contents;
    if (fault === 'cached') this.#torn = true;
    if (!this.#torn) this.#flushed = contents;
    if (fault === 'cached' || fault === 'kept') throw failure('SQLITE_IOERR_FSYNC');
    if (fault === 'cut-after') throw powerCut;
  }

  #checkpoint(): void {
    if (this.broken) throw failure('SQLITE_READONLY');
    if (this.failingCheckpoints > 0) {
      this.failingCheckpoints -= 1;
      throw failure('SQLITE_IOERR_FSYNC');
    }
    if (this.full && !this.isFlushed) throw failure('SQLITE_FULL');
    this.#flushed = this.#seen;
    this.#torn = false;
  }
}
