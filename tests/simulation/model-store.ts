import type { Operation, OperationId, Outcome } from '@borne/sync/journal/port';
import type { Store, StoredOperation, StoredRecord, Stream } from '@borne/sync/journal/store';

/** What a journal's file holds at one moment. Never changed in place, so that an older state can be gone back to. */
export interface Contents {
  readonly stream: Stream;
  /** From `stream.baseSeq + 1`. */
  readonly records: readonly StoredRecord[];
  readonly operations: readonly (StoredOperation & { readonly settledSeq: number | null })[];
  readonly acknowledgements: readonly { readonly seq: number; readonly at: number }[];
}

/** Stands for SHA-256: what differs hashes differently, and that is all the protocol asks of it. 53 bits (cyrb53). */
export function cheapHash(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(16);
}

/** `chainHash`, for a simulation. */
export const cheapChain = (
  prev: string,
  { header, body }: { readonly header: string; readonly body: Uint8Array },
): string => cheapHash(`${prev}${header}${(body as Buffer).toString('latin1')}`);

/** Why the oldest records go: the centre has had them for long, or their room is needed. */
export type PurgeReason = 'age' | 'room';

/** The journal's store on contents in memory. */
export class ModelStore implements Store {
  contents: Contents | undefined;
  readonly #onPurge: (upTo: number, why: PurgeReason, before: Contents) => void;

  constructor(
    contents: Contents | undefined,
    onPurge: (upTo: number, why: PurgeReason, before: Contents) => void,
  ) {
    this.contents = contents;
    this.#onPurge = onPurge;
  }

  get #here(): Contents {
    if (this.contents === undefined) throw new Error('the journal has no stream row');
    return this.contents;
  }

  #change(changed: Partial<Contents>) {
    this.contents = { ...this.#here, ...changed };
  }

  stream() {
    return this.#here.stream;
  }

  head() {
    return this.stream().head;
  }

  hasStream() {
    return this.contents !== undefined;
  }

  createStream(kiosk: string, epoch: string, genesis: string) {
    const stream = {
      kiosk,
      epoch,
      seq: 0,
      head: genesis,
      baseSeq: 0,
      baseHead: genesis,
      ackedSeq: 0,
      openFor: 0,
    };
    this.contents = { stream, records: [], operations: [], acknowledgements: [] };
  }

  countOpening() {
    this.#change({});
  }

  setOpenFor(openFor: number) {
    this.#change({ stream: { ...this.#here.stream, openFor } });
  }

  append(recordAt: (epoch: string, seq: number) => { readonly header: string; readonly body: Uint8Array }) {
    const { stream, records } = this.#here;
    const seq = stream.seq + 1;
    const { header, body } = recordAt(stream.epoch, seq);
    const head = cheapChain(stream.head, { header, body });
    this.#change({
      stream: { ...stream, seq, head },
      records: [...records, { seq, header, body: body as Buffer, hash: head }],
    });
    return seq;
  }

  recordsAfter(seq: number, limit: number) {
    const { stream, records } = this.#here;
    const start = Math.max(0, seq - stream.baseSeq);
    return records.slice(start, start + limit);
  }

  allRecords() {
    return this.#here.records;
  }

  hashAt(seq: number) {
    const { stream, records } = this.#here;
    return records[seq - stream.baseSeq - 1]?.hash;
  }

  wallAt(seq: number) {
    const { stream, records } = this.#here;
    const record = records[seq - stream.baseSeq - 1];
    return record === undefined ? undefined : Number(JSON.parse(record.header).wall);
  }

  begin(id: OperationId, kind: Operation['kind'], seq: number) {
    const begun = { id, kind, begunSeq: seq, outcome: null, settledSeq: null };
    this.#change({ operations: [...this.#here.operations, begun] });
  }

  settle(id: OperationId, outcome: Outcome, seq: number) {
    this.#change({
      operations: this.#here.operations.map((each) =>
        each.id === id ? { ...each, outcome, settledSeq: seq } : each,
      ),
    });
  }

  operation(id: OperationId) {
    return this.#here.operations.find((each) => each.id === id);
  }

  operations() {
    return [...this.#here.operations];
  }

  unsettled() {
    return this.#here.operations.filter(({ outcome }) => outcome === null);
  }

  inDoubt() {
    return this.#here.operations.filter(({ outcome }) => outcome === null || outcome === 'in-doubt').length;
  }

  acknowledge(seq: number, openFor: number) {
    const { stream, acknowledgements } = this.#here;
    const kept = acknowledgements.filter((each) => each.seq <= seq);
    const known = seq <= stream.baseSeq || kept.at(-1)?.seq === seq;
    this.#change({
      stream: { ...stream, openFor, ackedSeq: seq },
      acknowledgements: known ? kept : [...kept, { seq, at: openFor }],
    });
  }

  purgeAcknowledgedBefore(before: number) {
    return this.#deleteUpTo(this.#here.acknowledgements.findLast(({ at }) => at < before)?.seq, 'age');
  }

  purgeOldestBatch() {
    return this.#deleteUpTo(this.#here.acknowledgements[0]?.seq, 'room');
  }

  #deleteUpTo(seq: number | undefined, why: PurgeReason): boolean {
    if (seq === undefined) return false;
    const { stream, records, operations, acknowledgements } = this.#here;
    const baseHead = this.hashAt(seq);
    if (baseHead === undefined) throw new Error(`record ${seq} is to be purged and is not there`);
    this.#onPurge(seq, why, this.#here);
    this.contents = {
      stream: { ...stream, baseSeq: seq, baseHead },
      records: records.slice(seq - stream.baseSeq),
      operations: operations.filter(({ settledSeq }) => settledSeq === null || settledSeq > seq),
      acknowledgements: acknowledgements.filter((each) => each.seq > seq),
    };
    return true;
  }
}
