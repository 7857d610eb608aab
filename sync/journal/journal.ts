import { err, ok, type Result } from '@borne/domain/result';
import type { Clock } from '@borne/domain/time';
import { GENESIS, type Watermark } from '../contract/journal.ts';
import { LONGEST_BODY, type OperationSettled, PLAIN_JSON } from '../contract/record.ts';
import { fill, isFull, type OpenDatabase, type OpenError, openDatabase, setAside } from './database.ts';
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

/** Acknowledged records are kept two backup intervals of the centre, so that one restored from its backup can be fed again. */
const KEPT_AFTER_ACKNOWLEDGEMENT = 7 * 24 * 60 * 60 * 1000;

/** New work is refused above this share of the allotment; the rest is for ending what was begun. */
const FULL_FOR_NEW_WORK = 0.95;

const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;

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
  /** Most the file may grow to; 256 MB is about two years without network. */
  readonly maxBytes?: number;
}

export interface Journal extends JournalPort, JournalStream {
  readonly kiosk: string;
  /** Operations that an earlier run began and did not settle; they were settled as in doubt at opening. */
  readonly leftInDoubt: number;
  /** Damaged files put out of the way since opening, newest last. Their unacknowledged records are not delivered: raise it. */
  readonly setAside: readonly string[];
  readonly epoch: string;
  /** Every operation still on file, oldest first. */
  readonly operations: () => readonly StoredOperation[];
  /** Every record still on file, oldest first. */
  readonly records: () => readonly StoredRecord[];
  close(): void;
}

type Work<T> = (store: Store) => Result<T, JournalError>;

/**
 * Opens a kiosk's journal, creating it when missing. A damaged file is set aside and a new epoch begun, so that the kiosk
 * serves; any other fault is an error that names the file and what was expected of it.
 */
export function openJournal(options: JournalOptions): Result<Journal, OpenError> {
  const { file, kiosk, clock, randomBytes, bootId } = options;
  const damaged: string[] = [];

  function open(): Result<OpenDatabase, OpenError> {
    const attempt = () =>
      openDatabase({
        file,
        kiosk,
        maxBytes: options.maxBytes ?? DEFAULT_MAX_BYTES,
        genesis: GENESIS,
        newEpoch: () => Buffer.from(randomBytes(16)).toString('hex'),
      });
    const opened = attempt();
    if (opened.ok || opened.error.code !== 'damaged') return opened;
    damaged.push(setAside(file, String(clock.now())));
    return attempt();
  }

  const opened = open();
  if (!opened.ok) return opened;

  let current: OpenDatabase | undefined = opened.value;
  let closed = false;
  let lastBacklog: Backlog = { unacknowledged: 0, inDoubt: 0 };
  /** Hash of the record that the transaction under way has added: how it is recognised if its commit fails. */
  let appended: string | undefined;

  function append(store: Store, type: string, content: object): number {
    const body = Buffer.from(JSON.stringify(content));
    if (body.length > LONGEST_BODY)
      throw new RangeError(`a ${type} record of ${body.length} bytes: expected at most ${LONGEST_BODY}`);
    const headerAt = (stream: Stream, seq: number) =>
      JSON.stringify({
        kiosk: stream.kiosk,
        epoch: stream.epoch,
        seq,
        type,
        wall: Math.trunc(clock.now()),
        monotonic: Math.trunc(clock.monotonic()),
        boot: bootId,
        suite: PLAIN_JSON,
      });
    const { seq, hash } = store.append(headerAt, body);
    appended = hash;
    return seq;
  }

  function appendSettlement(store: Store, id: OperationId, outcome: Outcome, reason?: string) {
    const content: OperationSettled = { id, outcome, ...(reason === undefined ? {} : { reason }) };
    store.settle(id, outcome, append(store, 'operation-settled', content));
  }

  function forgetConnection() {
    try {
      current?.database.close();
    } catch {
      // The connection failed already; what matters is what the next one finds.
    }
    current = undefined;
  }

  function connect(): Result<OpenDatabase, JournalError> {
    if (closed) return err({ code: 'closed', detail: 'the journal is closed' });
    if (current) return ok(current);
    const again = open();
    if (!again.ok) return err({ code: 'in-doubt', detail: again.error.detail, cause: again.error.cause });
    current = again.value;
    return ok(current);
  }

  /** One transaction. An exception of SQLite's is returned as `thrown`; any other is a bug and goes on. */
  function attempt<T>(
    on: OpenDatabase,
    work: Work<T>,
  ): Result<T, JournalError> | { readonly thrown: unknown } {
    appended = undefined;
    try {
      return on.database.transaction(() => work(on.store)).immediate();
    } catch (thrown) {
      if (isFull(thrown))
        return err({ code: 'full', detail: 'no room is left for the journal', cause: thrown });
      if (thrown instanceof RangeError) throw thrown;
      return { thrown };
    }
  }

  /**
   * After a failed commit the record may be on disk or not, and a reading may come from a cache that was never flushed:
   * open again, force everything through a checkpoint, then look.
   */
  function settleDoubt(hash: string | undefined): Result<{ on: OpenDatabase; kept: boolean }, unknown> {
    forgetConnection();
    const again = connect();
    if (!again.ok) return err(again.error.cause);
    try {
      again.value.database.pragma('wal_checkpoint(TRUNCATE)');
      const { seq } = again.value.store.stream();
      return ok({ on: again.value, kept: hash !== undefined && again.value.store.hashAt(seq) === hash });
    } catch (cause) {
      forgetConnection();
      return err(cause);
    }
  }

  function commit<T>(work: Work<T>): Result<T, JournalError> {
    const connection = connect();
    if (!connection.ok) return connection;
    let value: Result<T, JournalError> | undefined;
    const remembered: Work<T> = (store) => {
      value = work(store);
      return value;
    };
    const first = attempt(connection.value, remembered);
    if (!('thrown' in first)) return first;
    const inDoubt = (cause: unknown) =>
      err({ code: 'in-doubt' as const, detail: 'the disk did not confirm the record', cause });

    const looked = settleDoubt(appended);
    if (!looked.ok) return inDoubt(first.thrown);
    if (looked.value.kept && value) return value;
    const second = attempt(looked.value.on, work);
    if (!('thrown' in second)) return second;
    forgetConnection();
    return inDoubt(second.thrown);
  }

  const refuseWhenFull = (): Result<void, JournalError> => {
    const connection = connect();
    if (!connection.ok) return connection;
    return fill(connection.value.database) < FULL_FOR_NEW_WORK
      ? ok(undefined)
      : err({
          code: 'full',
          detail: 'the journal is full: new operations are refused until the centre takes some',
        });
  };

  function purge(store: Store) {
    store.purge(clock.now() - KEPT_AFTER_ACKNOWLEDGEMENT);
  }

  const recovered = commit((store) => {
    const unsettled = store.unsettled();
    for (const { id } of unsettled) appendSettlement(store, id, 'in-doubt', 'host-restarted');
    purge(store);
    return ok(unsettled.length);
  });
  if (!recovered.ok) {
    forgetConnection();
    return err({
      code: 'unusable',
      detail: `${file}: ${recovered.error.detail}`,
      cause: recovered.error.cause,
    });
  }

  return ok({
    kiosk,
    leftInDoubt: recovered.value,
    setAside: damaged,

    get epoch() {
      const connection = connect();
      return connection.ok ? connection.value.store.stream().epoch : '';
    },

    async begin(operation: Operation) {
      const room = refuseWhenFull();
      if (!room.ok) return room;
      const id = newOperationId(clock.now(), randomBytes);
      return commit((store) => {
        const content: { id: OperationId; operation: Operation } = { id, operation };
        store.begin(id, operation.kind, append(store, 'operation-begun', content));
        return ok(id);
      });
    },

    async settle(id: OperationId, outcome: Outcome, reason?: string) {
      return commit((store) => {
        const operation = store.operation(id);
        if (operation === undefined)
          return err({ code: 'unknown-operation', detail: `no operation ${id} was begun in this journal` });
        if (operation.outcome === outcome) return ok(undefined);
        if (operation.outcome !== null)
          return err({
            code: 'already-settled',
            detail: `operation ${id} is settled as ${operation.outcome}, not ${outcome}`,
          });
        appendSettlement(store, id, outcome, reason);
        return ok(undefined);
      });
    },

    async record(occurrence: Occurrence) {
      const room = refuseWhenFull();
      if (!room.ok) return room;
      return commit((store) => {
        append(store, occurrence.kind, occurrence);
        return ok(undefined);
      });
    },

    backlog() {
      const connection = connect();
      if (!connection.ok) return lastBacklog;
      try {
        const { store } = connection.value;
        const { seq, ackedSeq } = store.stream();
        const oldestAt = store.wallAt(ackedSeq + 1);
        lastBacklog = {
          unacknowledged: seq - ackedSeq,
          ...(oldestAt === undefined ? {} : { oldestAt }),
          inDoubt: store.inDoubt(),
        };
      } catch {
        forgetConnection();
      }
      return lastBacklog;
    },

    pending(limit: number): Result<PendingBatch | undefined, JournalError> {
      return commit((store) => {
        const stream = store.stream();
        const records = store.recordsAfter(stream.ackedSeq, limit);
        const last = records.at(-1);
        if (last === undefined) return ok(undefined);
        const prev = stream.ackedSeq === stream.baseSeq ? stream.baseHead : store.hashAt(stream.ackedSeq);
        return ok({
          kiosk: stream.kiosk,
          epoch: stream.epoch,
          from: stream.ackedSeq + 1,
          to: last.seq,
          batch: {
            prev: prev ?? GENESIS,
            records: records.map(({ header, body }) => ({ header, body: body.toString('base64') })),
            head: last.hash,
          },
          more: last.seq < stream.seq,
        });
      });
    },

    acknowledge(watermark: Watermark): Result<number, WatermarkError> {
      let refusal: WatermarkError | undefined;
      const left = commit((store) => {
        const stream = store.stream();
        const { seq, head } = watermark;
        const known = seq === stream.baseSeq ? stream.baseHead : store.hashAt(seq);
        if (watermark.epoch !== stream.epoch)
          refusal = {
            code: 'other-epoch',
            detail: `expected epoch ${stream.epoch}, found ${watermark.epoch}`,
          };
        else if (seq < stream.baseSeq)
          refusal = {
            code: 'diverged',
            detail: `the centre is at ${seq}; kept here from ${stream.baseSeq + 1}`,
          };
        else if (known !== head)
          refusal = { code: 'diverged', detail: `the centre's record ${seq} is not this journal's` };
        if (refusal) return ok(stream.seq - stream.ackedSeq);
        store.acknowledge(seq, clock.now());
        purge(store);
        return ok(stream.seq - seq);
      });
      return refusal ? err(refusal) : left;
    },

    operations: () => current?.store.operations() ?? [],
    records: () => [...(current?.store.allRecords() ?? [])],

    close() {
      closed = true;
      forgetConnection();
    },
  });
}
