import { err, ok, type Result } from '@borne/domain/result';
import type { Clock } from '@borne/domain/time';
import { GENESIS, type Watermark } from '../contract/journal.ts';
import { type OperationSettled, type RecordHeader, SEALED } from '../contract/record.ts';
import { type SealBody, sealBody } from '../envelope/envelope.ts';
import type { Recipient } from '../envelope/recipient.ts';
import { type Ballast, ballastIn, DEFAULT_BALLAST_BYTES } from './ballast.ts';
import { connect, type Work } from './connection.ts';
import {
  damagedFilesBeside,
  LOG_BYTES,
  type OpenError,
  type OpenFile,
  openDatabase,
  setAside,
} from './database.ts';
import { newEpochName } from './epoch-name.ts';
import { newOperationId, type RandomBytes } from './operation-id.ts';
import type {
  Backlog,
  JournalError,
  JournalPort,
  Occurrence,
  Operation,
  OperationId,
  Outcome,
} from './port.ts';
import type { Store, StoredOperation, StoredRecord, Stream } from './store.ts';
import type { JournalStream, PendingBatch, WatermarkError } from './stream.ts';

/**
 * Acknowledged records are kept for two backup intervals of the centre, so that one restored from its backup can be fed
 * again; for less long when their room is needed. They go when the centre is heard of again after that time and still has them:
 * a kiosk that was offline meanwhile does not know whether the centre went back. Only time during which the journal is open
 * counts: no clock knows how long a kiosk was off, and its wall clock may be years out.
 */
const KEPT_AFTER_ACKNOWLEDGEMENT = 7 * 24 * 60 * 60 * 1000;

/** About two years of a kiosk without network. */
export const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;

export interface JournalOptions {
  /** Path of the SQLite file; its folder is made when missing. */
  readonly file: string;
  /** Name of this kiosk. A file that belongs to another is refused. */
  readonly kiosk: string;
  /** Names this run of the host, in every record's header. */
  readonly bootId: string;
  readonly clock: Clock;
  /** `randomBytes` of `node:crypto`, or a test's. */
  readonly randomBytes: RandomBytes;
  /** Who alone can read what is recorded. The journal cannot, once it is written. */
  readonly recipient: Recipient;
  /** Most bytes the file may grow to; the default, 256 MB, is about two years without network. */
  readonly maxBytes?: number;
  /** Bytes kept in a file beside it for when the file system is full; the default is 2 MB. */
  readonly ballastBytes?: number;
  /** Length that SQLite's log has from the start, so that no commit waits for its file to grow; the default is 4 MB. */
  readonly logBytes?: number;
  /** Where the file is: the real disk, unless a test has another. */
  readonly disk?: JournalDisk;
  /** How a body is sealed: `sealBody`, or what prepares for it while nobody waits. */
  readonly seal?: SealBody;
}

/** Where a journal's file is. */
export interface JournalDisk {
  /** Opens the file, or creates it with what an empty journal begins with. */
  open(beginning: { readonly genesis: string; readonly newEpoch: () => string }): Result<OpenFile, OpenError>;
  /** Puts a damaged file out of the way, keeping it; returns its new name. `suffix` tells two of them apart. */
  setAside(suffix: string): string;
  /** Damaged files that lie there, put out of the way by this run or an earlier one. */
  damagedFiles?(): number;
  readonly ballast?: Ballast;
}

const realDisk = (options: JournalOptions): JournalDisk => {
  const { file, kiosk, maxBytes = DEFAULT_MAX_BYTES, ballastBytes = DEFAULT_BALLAST_BYTES } = options;
  const { logBytes = LOG_BYTES } = options;
  return {
    open: (beginning) => openDatabase({ file, kiosk, maxBytes, logBytes, ...beginning }),
    setAside: (suffix) => setAside(file, 'damaged', suffix),
    damagedFiles: () => damagedFilesBeside(file),
    ballast: ballastIn(`${file}.ballast`, ballastBytes),
  };
};

/** Of what cannot be recorded for now, most that is kept in memory. */
const MOST_KEPT_FOR_LATER = 100;

export interface Journal extends JournalPort, JournalStream {
  /** Operations that an earlier run began and did not settle; they are settled as in doubt, once the file can be opened. */
  readonly leftInDoubt: number;
  /**
   * Damaged files that were put out of the way, oldest first; it grows if the file is found damaged later. What they held
   * and the centre did not have is not delivered: raise it.
   */
  readonly setAside: readonly string[];
  /** How far the centre acknowledged the present epoch; undefined when the file cannot be read. */
  acknowledged(): { readonly epoch: string; readonly seq: number } | undefined;
  /** Every operation still on file, oldest first. */
  operations(): readonly StoredOperation[];
  /** Every record still on file, oldest first. */
  records(): readonly StoredRecord[];
  close(): void;
}

/** The outcome of an operation, as it was told. */
interface Told {
  readonly outcome: Outcome;
  readonly reason?: string | undefined;
}

const alreadySettled = (id: OperationId, settled: Outcome, told: Outcome): JournalError => ({
  code: 'already-settled',
  detail: `operation ${id} is settled as ${settled}, not ${told}`,
});

/** Failures after which the same may succeed. */
const isPassing = ({ code }: JournalError) => code === 'full' || code === 'in-doubt';

/** What is wrong with the centre's watermark, seen from this journal. */
function disagreement(store: Store, stream: Stream, watermark: Watermark): WatermarkError | undefined {
  const { epoch, seq, head } = watermark;
  if (epoch !== stream.epoch)
    return { code: 'other-epoch', detail: `expected epoch ${stream.epoch}, found ${epoch}` };
  if (seq < stream.baseSeq)
    return {
      code: 'diverged',
      detail: `the centre is back at ${seq}; records are kept from ${stream.baseSeq + 1}`,
    };
  const own = seq === stream.baseSeq ? stream.baseHead : store.hashAt(seq);
  return own === head
    ? undefined
    : { code: 'diverged', detail: `the centre's record ${seq} is not this journal's` };
}

/**
 * Opens a kiosk's journal, creating it when missing. A damaged file is set aside and a new epoch begun, so that the kiosk
 * serves. One that cannot be used for now refuses everything, says why in `health`, and is tried again each time. The error is one that
 * a person must see to: another host holds the file, or it is another kiosk's, or a newer program's.
 */
export function openJournal(options: JournalOptions): Result<Journal, OpenError> {
  const { kiosk, bootId, clock, randomBytes, recipient } = options;
  const { disk = realDisk(options), seal = sealBody } = options;
  const damaged: string[] = [];

  const open = () => disk.open({ genesis: GENESIS, newEpoch: () => newEpochName(randomBytes) });
  const openSound = () => {
    const opened = open();
    if (opened.ok || opened.error.code !== 'damaged') return opened;
    try {
      damaged.push(disk.setAside(String(clock.now())));
    } catch (cause) {
      // A disk that can be neither read nor written: it may be mended yet.
      return err({ ...opened.error, cause });
    }
    return open();
  };
  const connected = connect(openSound, disk.ballast);
  if (!connected.ok) return connected;
  const connection = connected.value;

  function append(store: Store, type: string, content: object): number {
    return store.append((epoch, seq) => {
      const fields: RecordHeader = {
        kiosk,
        epoch,
        seq,
        type,
        wall: Math.trunc(clock.now()),
        monotonic: Math.trunc(clock.monotonic()),
        boot: bootId,
        suite: SEALED,
        key: recipient.id,
      };
      const header = JSON.stringify(fields);
      return { header, body: seal(recipient, header, content) };
    });
  }

  function settle(store: Store, id: OperationId, { outcome, reason }: Told) {
    const content: OperationSettled = { id, outcome, ...(reason === undefined ? {} : { reason }) };
    store.settle(id, outcome, append(store, 'operation-settled', content));
  }

  const settling =
    (id: OperationId, told: Told): Work<void> =>
    (store) => {
      const operation = store.operation(id);
      if (operation === undefined)
        return err({ code: 'unknown-operation', detail: `no operation ${id} was begun in this journal` });
      if (operation.outcome !== null && operation.outcome !== told.outcome)
        return err(alreadySettled(id, operation.outcome, told.outcome));
      if (operation.outcome === null) settle(store, id, told);
      return ok(undefined);
    };

  /** Outcomes and occurrences that could not be recorded yet. A run that ends before leaves its operations in doubt. */
  const waiting = new Map<OperationId, Told>();
  const late: Occurrence[] = [];

  const recording =
    (occurrence: Occurrence): Work<void> =>
    (store) => {
      append(store, occurrence.kind, occurrence);
      return ok(undefined);
    };

  function recordWaiting() {
    for (const [id, told] of waiting) {
      const settled = connection.commit(settling(id, told));
      if (!settled.ok && isPassing(settled.error)) return;
      waiting.delete(id);
    }
    for (let next = late[0]; next !== undefined; next = late[0]) {
      if (!connection.commit(recording(next), 'new-work').ok) return;
      late.shift();
    }
  }

  /** Not why: the run before may have been cut short, or have ended while the journal refused its outcome. */
  const lost: Told = { outcome: 'in-doubt', reason: 'outcome-not-recorded' };
  const openedAt = clock.monotonic();
  /** What runs before this one left; unknown until the file can be opened. */
  let before: { readonly openFor: number; readonly unsettled: number } | undefined;

  function takeOver(store: Store): true {
    if (before) return true;
    const unsettled = store.unsettled();
    before = { openFor: store.stream().openFor, unsettled: unsettled.length };
    for (const { id } of unsettled) waiting.set(id, lost);
    return true;
  }

  /** Whether the file could be opened, be it now. */
  const hasTakenOver = () => before !== undefined || connection.read(takeOver) === true;

  function commit<T>(work: Work<T>, kind?: 'new-work'): Result<T, JournalError> {
    if (hasTakenOver()) recordWaiting();
    // If the file can only now be opened: before this run's own operations are among those it finds unsettled.
    return connection.commit((store) => takeOver(store) && work(store), kind);
  }

  const openFor = () => (before?.openFor ?? 0) + Math.trunc(clock.monotonic() - openedAt);

  if (hasTakenOver()) recordWaiting();

  let lastBacklog: Backlog = { unacknowledged: 0, inDoubt: 0 };

  return ok({
    get leftInDoubt() {
      return before?.unsettled ?? 0;
    },
    setAside: damaged,

    async begin(operation: Operation) {
      const id = newOperationId(clock.now(), randomBytes);
      return commit((store) => {
        store.begin(id, operation.kind, append(store, 'operation-begun', { id, operation }));
        return ok(id);
      }, 'new-work');
    },

    async settle(id: OperationId, outcome: Outcome, reason?: string) {
      const told = waiting.get(id);
      if (told !== undefined && told.outcome !== outcome)
        return err(alreadySettled(id, told.outcome, outcome));
      const settled = commit(settling(id, { outcome, reason }));
      if (!settled.ok && isPassing(settled.error) && !waiting.has(id)) waiting.set(id, { outcome, reason });
      return settled;
    },

    record: async (occurrence: Occurrence) => commit(recording(occurrence), 'new-work'),

    recordLater(occurrence: Occurrence) {
      if (late.length < MOST_KEPT_FOR_LATER) late.push(occurrence);
      if (hasTakenOver()) recordWaiting();
    },

    health() {
      const fault = connection.fault();
      const fill = connection.fill();
      return {
        ...fault,
        ...(fill === undefined ? {} : { fill }),
        setAside: disk.damagedFiles?.() ?? damaged.length,
      };
    },

    acknowledged: () =>
      connection.read((store) => {
        const { epoch, ackedSeq } = store.stream();
        return { epoch, seq: ackedSeq };
      }),

    backlog() {
      lastBacklog =
        connection.read((store) => {
          const { seq, ackedSeq } = store.stream();
          const oldestAt = store.wallAt(ackedSeq + 1);
          return {
            unacknowledged: seq - ackedSeq,
            ...(oldestAt === undefined ? {} : { oldestAt }),
            inDoubt: store.inDoubt(),
          };
        }) ?? lastBacklog;
      return lastBacklog;
    },

    pending(limit: number) {
      return commit<PendingBatch | undefined>((store) => {
        const { epoch, seq, ackedSeq, baseSeq, baseHead } = store.stream();
        const records = store.recordsAfter(ackedSeq, limit);
        const last = records.at(-1);
        if (last === undefined) return ok(undefined);
        const prev = ackedSeq === baseSeq ? baseHead : store.hashAt(ackedSeq);
        if (prev === undefined)
          throw new Error(`record ${ackedSeq} is missing from a chain that was verified`);
        const wire = records.map(({ header, body }) => ({ header, body: body.toString('base64') }));
        return ok({
          kiosk,
          epoch,
          from: ackedSeq + 1,
          to: last.seq,
          batch: { prev, records: wire, head: last.hash },
          more: last.seq < seq,
        });
      });
    },

    acknowledge(watermark: Watermark) {
      const taken = commit((store): Result<Result<number, WatermarkError>, never> => {
        const stream = store.stream();
        const wrong = disagreement(store, stream, watermark);
        if (wrong) return ok(err(wrong));
        store.acknowledge(watermark.seq, openFor());
        // A centre that has gone back is no occasion to give anything up.
        if (watermark.seq >= stream.ackedSeq)
          store.purgeAcknowledgedBefore(openFor() - KEPT_AFTER_ACKNOWLEDGEMENT);
        return ok(ok(stream.seq - watermark.seq));
      });
      return taken.ok ? taken.value : taken;
    },

    operations: () => connection.read((store) => store.operations()) ?? [],
    records: () => connection.read((store) => [...store.allRecords()]) ?? [],

    close() {
      // What a run that is cut short does not write down here, it wrote at its last acknowledgement.
      commit((store) => ok(store.setOpenFor(openFor())));
      connection.close();
    },
  });
}
