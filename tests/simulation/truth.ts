import type { PlacedRecord } from '@borne/simulators/central-api/journal/delivered';
import type { SignedWatermark } from '@borne/sync/contract/journal';
import type { OperationId, Outcome } from '@borne/sync/journal/port';
import type { StoredRecord } from '@borne/sync/journal/store';
import { type HeldEpoch, ModelCentre } from './model-centre.ts';
import type { ModelDisk } from './model-disk.ts';
import { type Contents, cheapChain, type PurgeReason } from './model-store.ts';

/** What must never happen has happened. */
export class Violation extends Error {}

interface Act {
  readonly epoch: string;
  /** What the kiosk was told that became of it. */
  readonly told: Set<Outcome>;
  /** The journal said that this is recorded. */
  recorded?: Outcome;
}

/** The hashes of the records that a machine's journal confirmed, by epoch, at their position less one. */
export type Line = Map<string, (string | undefined)[]>;

export const copyOf = (line: Line): Line => new Map([...line].map(([epoch, hashes]) => [epoch, [...hashes]]));

/** What has really happened, which neither side knows whole; every check of the simulation is against it. */
export class Truth {
  readonly centre = new ModelCentre((epoch, before, fresh) => this.#onKept(epoch, before, fresh));
  /** Every record that a kiosk wrote, by its epoch, its position and its hash. */
  readonly #written = new Map<string, StoredRecord>();
  readonly #acts = new Map<OperationId, Act>();
  /** Epochs of which a disk went back in time or was copied: forks are to be expected, and must be noticed. */
  readonly compromised = new Set<string>();
  /** Epochs of which records were given up because their room was needed: a centre that goes back may then miss some, and is told. */
  readonly gaveRoom = new Set<string>();
  /** Epochs whose file was damaged and set aside with an alarm: what was not delivered is in that file. */
  readonly setAside = new Set<string>();

  onWritten({ stream, records }: Contents): void {
    for (let index = records.length - 1; index >= 0; index -= 1) {
      const record = records[index];
      if (record === undefined) return;
      const name = `${stream.epoch}/${record.seq}/${record.hash}`;
      if (this.#written.has(name)) return;
      this.#written.set(name, record);
    }
  }

  /** Called when the journal said `ok`. */
  confirm(disk: ModelDisk, line: Line): void {
    if (!disk.isFlushed) throw new Violation('the journal confirmed what a power cut would take away');
    if (disk.contents === undefined) throw new Violation('the journal confirmed, and there is no file');
    const { stream, records } = disk.contents;
    const hashes = line.get(stream.epoch) ?? [];
    line.set(stream.epoch, hashes);
    for (let index = records.length - 1; index >= 0; index -= 1) {
      const record = records[index];
      if (record === undefined) break;
      const known = hashes[record.seq - 1];
      if (known === record.hash) break;
      if (known !== undefined) throw new Violation(`record ${record.seq} is not the one that was confirmed`);
      hashes[record.seq - 1] = record.hash;
    }
    const { epoch, ackedSeq } = stream;
    if (ackedSeq > this.centre.everHeld(epoch) && !this.compromised.has(epoch))
      throw new Violation(`a kiosk believes that the centre has ${ackedSeq}; it never had`);
    if (stream.seq < hashes.length)
      throw new Violation(`record ${hashes.length} was confirmed; the journal ends at ${stream.seq}`);
  }

  /** A purge in a transaction that may still fail: what it deletes must be safe to lose all the same. */
  onPurge(now: number, upTo: number, why: PurgeReason, before: Contents, fill: number): void {
    const { centre } = this;
    const { epoch, ackedSeq } = before.stream;
    if (upTo > ackedSeq)
      throw new Violation(`records up to ${upTo} purged; the centre has up to ${ackedSeq}`);
    if (this.compromised.has(epoch)) return;
    if (centre.everHeld(epoch) < upTo)
      throw new Violation(`records up to ${upTo} purged; the centre never had them`);
    if (why === 'room') {
      if (fill < 0.95) throw new Violation(`records purged for room at ${fill} of the allotment`);
      this.gaveRoom.add(epoch);
      return;
    }
    const least = centre.leastHeld(epoch, now);
    // Who could have the centre's old word believed again could also have it gone back: no kiosk can tell.
    if (!this.gaveRoom.has(epoch) && !this.misled.has(epoch) && least < upTo)
      throw new Violation(`records up to ${upTo} purged; a backup of the centre goes up to ${least} only`);
  }

  begun(id: OperationId, epoch: string): void {
    this.#acts.set(id, { epoch, told: new Set() });
  }

  told(id: OperationId, outcome: Outcome): void {
    this.#acts.get(id)?.told.add(outcome);
  }

  recorded(id: OperationId, outcome: Outcome): void {
    const act = this.#acts.get(id);
    if (act) act.recorded = outcome;
  }

  /** At each batch that the centre takes: the next records, each as some kiosk wrote it at its place. */
  #onKept(epoch: string, before: HeldEpoch, fresh: readonly PlacedRecord[]): void {
    let { seq } = before.held;
    const [first] = fresh;
    if (first && first.hash !== cheapChain(before.held.head, first))
      throw new Violation(`the centre took record ${first.seq}, which is chained on another ${seq}`);
    for (const record of fresh) {
      seq += 1;
      if (record.seq !== seq) throw new Violation(`the centre took record ${record.seq} in place of ${seq}`);
      const written = this.#written.get(`${epoch}/${seq}/${record.hash}`);
      if (written?.header !== record.header || !written.body.equals(record.body))
        throw new Violation(`the centre took a record ${seq} that no kiosk wrote`);
    }
  }

  /** Epochs of which a kiosk took an old watermark of the centre's for a new one. */
  readonly misled = new Set<string>();

  /** Watermarks that the centre sent before, and somebody else now. */
  readonly replayed = new WeakSet<object>();

  /** When a kiosk stops delivering because of a fork: there must be a reason. An old watermark looks like a centre that went back. */
  expectAlarm(epoch: string, answer: SignedWatermark | undefined, why: string): void {
    if (answer?.epoch === epoch && this.replayed.has(answer)) return;
    if (!this.compromised.has(epoch) && !this.gaveRoom.has(epoch))
      throw new Violation(`a fork was announced, and nothing forked: ${why}`);
  }

  /** In the end: what `line` confirmed is at the centre, or somebody was told why it is not. `alarmed`: the kiosk stopped and said so. */
  checkDelivered(line: Line, alarmed: ReadonlySet<string>): void {
    const { centre } = this;
    for (const [epoch, hashes] of line) {
      const { records } = centre.holds(epoch);
      const missing = hashes.findIndex((hash, index) => hash !== undefined && records[index]?.hash !== hash);
      if (missing === -1 || alarmed.has(epoch) || centre.forked.has(epoch)) continue;
      if (this.setAside.has(epoch) && (records.length <= missing || this.compromised.has(epoch))) continue;
      throw new Violation(
        `record ${missing + 1} was confirmed and is not at the centre, and nobody was told`,
      );
    }
  }

  /** In the end: what the centre says of each operation is what happened, and it says so once. */
  checkOutcomes(): void {
    const { centre } = this;
    for (const [epoch, { records }] of centre.epochs()) {
      const outcomes = new Map<OperationId, Outcome | undefined>();
      for (const { header, body } of records) {
        if (!header.includes('"type":"operation-')) continue;
        const content = JSON.parse(body.toString());
        const id: OperationId = content.id;
        if (content.outcome === undefined) {
          if (outcomes.has(id)) throw new Violation('an operation began twice');
          outcomes.set(id, undefined);
          continue;
        }
        if (!outcomes.has(id)) throw new Violation('an operation ended before it began');
        if (outcomes.get(id) !== undefined) throw new Violation('an operation was settled twice');
        outcomes.set(id, content.outcome);
        this.#checkOutcome(id, content.outcome, epoch);
      }
      if (this.compromised.has(epoch) || this.setAside.has(epoch) || centre.forked.has(epoch)) continue;
      for (const [, outcome] of outcomes)
        if (outcome === undefined && !this.gaveRoom.has(epoch))
          throw new Violation('an operation never ended');
    }
  }

  #checkOutcome(id: OperationId, outcome: Outcome, epoch: string): void {
    const act = this.#acts.get(id);
    if (outcome !== 'in-doubt' && !act?.told.has(outcome))
      throw new Violation(`an operation is ${outcome} at the centre, and nobody said so`);
    if (this.compromised.has(epoch)) return;
    if (act?.recorded !== undefined && act.recorded !== outcome)
      throw new Violation(`an operation was recorded as ${act.recorded} and is ${outcome} at the centre`);
  }
}
