import type { Database } from 'better-sqlite3';
import { type ChainedRecord, chainHash } from './chain.ts';
import type { Operation, OperationId, Outcome } from './port.ts';

/**
 * Whose journal it is and how far it goes: `head` is the chain's hash after record `seq`, `baseHead` after the last purged one; `openFor`
 * the milliseconds that the journal has been open, as last written down.
 */
export interface Stream {
  readonly kiosk: string;
  readonly epoch: string;
  readonly seq: number;
  readonly head: string;
  readonly baseSeq: number;
  readonly baseHead: string;
  readonly ackedSeq: number;
  readonly openFor: number;
}

export interface StoredRecord {
  readonly seq: number;
  readonly header: string;
  readonly body: Buffer;
  readonly hash: string;
}

export interface StoredOperation {
  readonly id: OperationId;
  readonly kind: Operation['kind'];
  readonly begunSeq: number;
  /** Absent while the act is going on. */
  readonly outcome: Outcome | null;
}

const OPERATION = 'id, kind, begun_seq AS begunSeq, outcome';

/** What a journal's file holds. Not a transaction by itself: the caller wraps what belongs together. */
export interface Store {
  stream(): Stream;
  /** The `head` of `stream` alone. */
  head(): string;
  hasStream(): boolean;
  createStream(kiosk: string, epoch: string, genesis: string): void;
  countOpening(): void;
  /** Writes down how long the journal has been open, and how far its records go. */
  setOpenFor(openFor: number): void;
  /** Chains one record after the last and returns its position, for which `recordAt` makes it. */
  append(recordAt: (epoch: string, seq: number) => ChainedRecord): number;
  recordsAfter(seq: number, limit: number): StoredRecord[];
  allRecords(): Iterable<StoredRecord>;
  hashAt(seq: number): string | undefined;
  /** The wall clock in the header of a record. */
  wallAt(seq: number): number | undefined;
  begin(id: OperationId, kind: Operation['kind'], seq: number): void;
  settle(id: OperationId, outcome: Outcome, seq: number): void;
  operation(id: OperationId): StoredOperation | undefined;
  operations(): StoredOperation[];
  unsettled(): StoredOperation[];
  /** How many operations have no outcome, or one in doubt. */
  inDoubt(): number;
  /** The centre holds everything up to `seq` and nothing after. `openFor` is now. */
  acknowledge(seq: number, openFor: number): void;
  /** Deletes the records that the centre has had since before `before` (as `openFor`), and the operations that ended with them. */
  purgeAcknowledgedBefore(before: number): boolean;
  /** Deletes the oldest batch that the centre has, however recent. False when it has none that is kept here. */
  purgeOldestBatch(): boolean;
}

/** A place in the chain: a record and the hash after it. */
interface Place {
  readonly seq: number;
  readonly head: string;
}

/** The same on a file of SQLite's. */
export interface FileStore extends Store {
  /** A record that was there when the file last wrote down how far it goes. */
  seen(): Place;
  /** To be called when a transaction was rolled back: the end of the chain is not where it was. */
  rolledBack(): void;
}

const LAST = 'FROM record ORDER BY seq DESC LIMIT 1';
const END = `coalesce((SELECT seq ${LAST}), base_seq) AS seq, coalesce((SELECT hash ${LAST}), base_head) AS head`;

/** The journal's SQL on one open file. */
export function createStore(database: Database): FileStore {
  const statements = {
    stream: database.prepare<[], Stream>(
      `SELECT kiosk, epoch, ${END}, base_seq AS baseSeq, base_head AS baseHead, acked_seq AS ackedSeq,
         open_for AS openFor FROM stream`,
    ),
    end: database.prepare<[], Place & Pick<Stream, 'epoch'>>(`SELECT epoch, ${END} FROM stream`),
    seen: database.prepare<[], Place>(`SELECT seen_seq AS seq, seen_head AS head FROM stream`),
    hasStream: database.prepare<[], number>(`SELECT one FROM stream`).pluck(),
    insertStream: database.prepare(
      `INSERT INTO stream (one, kiosk, epoch, seen_seq, seen_head, base_seq, base_head, acked_seq, openings)
       VALUES (1, @kiosk, @epoch, 0, @genesis, 0, @genesis, 0, 1)`,
    ),
    insertRecord: database.prepare(`INSERT INTO record (seq, header, body, hash) VALUES (?, ?, ?, ?)`),
    countOpening: database.prepare(`UPDATE stream SET openings = openings + 1`),
    setOpenFor: database.prepare(`UPDATE stream SET open_for = ?, seen_seq = ?, seen_head = ?`),
    records: database.prepare<[number, number], StoredRecord>(
      `SELECT seq, header, body, hash FROM record WHERE seq > ? ORDER BY seq LIMIT ?`,
    ),
    allRecords: database.prepare<[], StoredRecord>(`SELECT seq, header, body, hash FROM record ORDER BY seq`),
    hashAt: database.prepare<[number], string>(`SELECT hash FROM record WHERE seq = ?`).pluck(),
    wallAt: database
      .prepare<[number], number>(`SELECT json_extract(header, '$.wall') FROM record WHERE seq = ?`)
      .pluck(),
    begin: database.prepare(`INSERT INTO operation (id, kind, begun_seq) VALUES (?, ?, ?)`),
    settle: database.prepare(`UPDATE operation SET outcome = ?, settled_seq = ? WHERE id = ?`),
    operation: database.prepare<[string], StoredOperation>(`SELECT ${OPERATION} FROM operation WHERE id = ?`),
    operations: database.prepare<[], StoredOperation>(
      `SELECT ${OPERATION} FROM operation ORDER BY begun_seq`,
    ),
    unsettled: database.prepare<[], StoredOperation>(
      `SELECT ${OPERATION} FROM operation WHERE outcome IS NULL ORDER BY begun_seq`,
    ),
    inDoubt: database
      .prepare<[], number>(`SELECT count(*) FROM operation WHERE outcome IS NULL OR outcome = 'in-doubt'`)
      .pluck(),
    setAcked: database.prepare(`UPDATE stream SET acked_seq = ?`),
    // The centre's word given twice does not make a record any younger.
    insertAcknowledgement: database.prepare(
      `INSERT INTO acknowledgement (seq, at) VALUES (?, ?) ON CONFLICT DO NOTHING`,
    ),
    deleteAcknowledgementsAfter: database.prepare(`DELETE FROM acknowledgement WHERE seq > ?`),
    deleteAcknowledgementsUpTo: database.prepare(`DELETE FROM acknowledgement WHERE seq <= ?`),
    lastExpired: database
      .prepare<[number], number | null>(`SELECT max(seq) FROM acknowledgement WHERE at < ?`)
      .pluck(),
    oldestBatch: database.prepare<[], number | null>(`SELECT min(seq) FROM acknowledgement`).pluck(),
    setBase: database.prepare(`UPDATE stream SET base_seq = ?, base_head = ?`),
    deleteRecords: database.prepare(`DELETE FROM record WHERE seq <= ?`),
    deleteOperations: database.prepare(`DELETE FROM operation WHERE settled_seq <= ?`),
  };

  function present<T>(value: T | undefined): T {
    if (value === undefined) throw new Error('the journal has no stream row');
    return value;
  }

  const stream = () => present(statements.stream.get());

  /** Where the next record goes: asked of the file once, since whoever records waits for what is asked. */
  let end: (Place & Pick<Stream, 'epoch'>) | undefined;
  const endOfChain = () => {
    end ??= present(statements.end.get());
    return end;
  };

  function setOpenFor(openFor: number) {
    const { seq, head } = endOfChain();
    statements.setOpenFor.run(openFor, seq, head);
  }

  function deleteUpTo(seq: number | null | undefined): boolean {
    if (seq === undefined || seq === null) return false;
    statements.setBase.run(seq, statements.hashAt.get(seq));
    statements.deleteRecords.run(seq);
    statements.deleteOperations.run(seq);
    statements.deleteAcknowledgementsUpTo.run(seq);
    return true;
  }

  return {
    stream,
    head: () => endOfChain().head,
    seen: () => present(statements.seen.get()),
    rolledBack() {
      end = undefined;
    },
    hasStream: () => statements.hasStream.get() !== undefined,
    createStream: (kiosk, epoch, genesis) => statements.insertStream.run({ kiosk, epoch, genesis }),

    countOpening: () => statements.countOpening.run(),
    setOpenFor,

    append(recordAt) {
      const { epoch, seq: last, head: prev } = endOfChain();
      const seq = last + 1;
      const { header, body } = recordAt(epoch, seq);
      const head = chainHash(prev, { header, body });
      statements.insertRecord.run(seq, header, body, head);
      end = { epoch, seq, head };
      return seq;
    },
    recordsAfter: (seq, limit) => statements.records.all(seq, limit),
    allRecords: () => statements.allRecords.iterate(),
    hashAt: (seq) => statements.hashAt.get(seq),
    wallAt: (seq) => statements.wallAt.get(seq),

    begin: (id, kind, seq) => statements.begin.run(id, kind, seq),
    settle: (id, outcome, seq) => statements.settle.run(outcome, seq, id),
    operation: (id) => statements.operation.get(id),
    operations: () => statements.operations.all(),
    unsettled: () => statements.unsettled.all(),
    inDoubt: () => statements.inDoubt.get() ?? 0,

    acknowledge(seq, openFor) {
      setOpenFor(openFor);
      statements.setAcked.run(seq);
      statements.deleteAcknowledgementsAfter.run(seq);
      if (seq > stream().baseSeq) statements.insertAcknowledgement.run(seq, openFor);
    },
    purgeAcknowledgedBefore: (before) => deleteUpTo(statements.lastExpired.get(before)),
    purgeOldestBatch: () => deleteUpTo(statements.oldestBatch.get()),
  };
}

/** Reads the whole file again and returns what is wrong with its chain, if anything. */
export function findBreak(store: FileStore): string | undefined {
  const { baseSeq, baseHead } = store.stream();
  const seen = store.seen();
  let [seq, head] = [baseSeq, baseHead];
  let hasSeen = seen.seq === seq && seen.head === head;
  for (const record of store.allRecords()) {
    seq += 1;
    head = chainHash(head, record);
    if (record.seq !== seq) return `expected record ${seq}, found ${record.seq}`;
    if (record.hash !== head) return `record ${seq} is not the one that was chained`;
    hasSeen ||= seen.seq === seq && seen.head === head;
  }
  return hasSeen
    ? undefined
    : `the last record is ${seq}, expected ${seen.seq} among them with the hash it had`;
}
