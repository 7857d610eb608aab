import { type PlacedRecord, placed } from '@borne/simulators/central-api/journal/delivered';
import { type Held, judge, nothing } from '@borne/simulators/central-api/journal/judge';
import type { SignedWatermark } from '@borne/sync/contract/journal';
import { type WatermarkClaim, watermarkStatement } from '@borne/sync/contract/statements';
import type { PendingBatch } from '@borne/sync/journal/stream';
import { cheapChain } from './model-store.ts';

/** Stands for Ed25519: only who knows `key` makes this of a claim. */
export const cheapSignature = (key: string, claim: WatermarkClaim): string =>
  `${key} signs ${watermarkStatement(claim)}`;

/** What the centre holds of one epoch. Never changed in place. */
export interface HeldEpoch {
  readonly held: Held;
  readonly records: readonly PlacedRecord[];
}

const emptyEpoch: HeldEpoch = { held: nothing, records: [] };

interface Backup {
  readonly at: number;
  readonly epochs: ReadonlyMap<string, HeldEpoch>;
}

/** What the centre answers to a batch, once that is on its disk. */
export type Verdict =
  | { readonly reply: 'acknowledged' | 'gap'; readonly watermark: SignedWatermark }
  | { readonly reply: 'forked' };

/** A batch that one process of the centre is taking, and what it read before it judged. */
export interface Taking {
  readonly sent: PendingBatch;
  readonly process: number;
  readonly read: HeldEpoch;
}

/** How long the centre keeps its backups: two intervals. A restore goes no further back. */
export const BACKUPS_KEPT = 7 * 24 * 3_600_000;

const PROCESSES = 2;

/** The centre: several processes on one store, whose backups may have to serve. It judges as the real one does. */
export class ModelCentre {
  #epochs = new Map<string, HeldEpoch>();
  #backups: Backup[] = [{ at: 0, epochs: new Map() }];
  /** Epochs of which contradicting batches were kept, ever. */
  readonly forked = new Set<string>();
  /** How far it ever held each epoch. */
  readonly #furthest = new Map<string, number>();
  /** Keys that sign watermarks and are published: the last one is the newest. */
  readonly #keys = ['key-1'];
  /** The key that each process signs with; one that is slow to learn goes on with the one before. */
  readonly #signsWith = Array.from({ length: PROCESSES }, () => 'key-1');
  readonly isUp = Array.from({ length: PROCESSES }, () => true);
  /** Restarts of each process: what it was doing before is forgotten. */
  readonly #lives = Array.from({ length: PROCESSES }, () => 0);
  /** It refuses every kiosk (403), or answers that it is overloaded (503), asking to wait for so many milliseconds. */
  refuses = false;
  overloaded: number | undefined;

  readonly #onKept: (epoch: string, before: HeldEpoch, fresh: readonly PlacedRecord[]) => void;

  constructor(onKept: (epoch: string, before: HeldEpoch, fresh: readonly PlacedRecord[]) => void) {
    this.#onKept = onKept;
  }

  holds(epoch: string): HeldEpoch {
    return this.#epochs.get(epoch) ?? emptyEpoch;
  }

  everHeld(epoch: string): number {
    return this.#furthest.get(epoch) ?? 0;
  }

  /** The least that any state which it may yet go back to at `now` holds of `epoch`. */
  leastHeld(epoch: string, now: number): number {
    const states = this.#backups.filter(({ at }) => at >= now - BACKUPS_KEPT).map(({ epochs }) => epochs);
    return Math.min(this.holds(epoch).held.seq, ...states.map((epochs) => epochs.get(epoch)?.held.seq ?? 0));
  }

  epochs(): ReadonlyMap<string, HeldEpoch> {
    return this.#epochs;
  }

  /** Both keys that a kiosk must know to believe every process. */
  publishedKeys(): readonly string[] {
    return this.#keys.slice(-2);
  }

  /** A new key is published; processes sign with the one that was published before, until they learn. */
  rotateKey(): void {
    this.#signsWith.fill(this.#keys.at(-1) ?? '');
    this.#keys.push(`key-${this.#keys.length + 1}`);
  }

  learnKey(process: number): void {
    this.#signsWith[process] = this.#keys.at(-1) ?? '';
  }

  crash(process: number): void {
    this.isUp[process] = false;
    this.#lives[process] = (this.#lives[process] ?? 0) + 1;
  }

  restart(process: number): void {
    this.isUp[process] = true;
  }

  /** Tells one life of a process from the next. */
  life(process: number): number {
    return this.#lives[process] ?? 0;
  }

  backUp(now: number): void {
    this.#backups = this.#backups.filter(({ at }) => at >= now - BACKUPS_KEPT);
    this.#backups.push({ at: now, epochs: new Map(this.#epochs) });
  }

  /**
   * Goes back to one of the backups that are kept, the `index`th newest or the oldest, because the newer ones are no good: they are
   * thrown away. False when there is none.
   */
  restore(index: number, now: number): boolean {
    const kept = this.#backups.filter(({ at }) => at >= now - BACKUPS_KEPT);
    const backup = kept.at(Math.max(-kept.length, -1 - index));
    if (backup === undefined) return false;
    this.#epochs = new Map(backup.epochs);
    this.#backups = this.#backups.slice(0, this.#backups.indexOf(backup) + 1);
    return true;
  }

  /** The watermark that a process of the centre signs; `by` is another's key when somebody forges it. */
  sign(kiosk: string, epoch: string, { seq, head }: Held, process: number, by?: string): SignedWatermark {
    const key = this.#signsWith[process] ?? '';
    const signature = cheapSignature(by ?? key, { kiosk, epoch, seq, head });
    return { epoch, seq, head, key, signature };
  }

  begin(sent: PendingBatch, process: number): Taking {
    return { sent, process, read: this.holds(sent.epoch) };
  }

  /** Judges and commits, after another look when another process was faster: as a serialisation failure makes it do. */
  commit({ sent, process, read }: Taking): Verdict {
    const current = this.holds(sent.epoch);
    if (current !== read) return this.commit({ sent, process, read: current });
    const { kiosk, epoch } = sent;
    const { held, records } = read;
    const delivered = { ...sent, ...sent.batch, records: placed(sent.from, sent.batch, cheapChain) };
    const judged = judge(delivered, held, (seq) => records[seq - 1]?.hash);
    if (judged.judgement === 'gap')
      return { reply: 'gap', watermark: this.sign(kiosk, epoch, held, process) };
    if (judged.judgement === 'forked') {
      this.forked.add(epoch);
      return { reply: 'forked' };
    }
    const { fresh, watermark } = judged;
    if (fresh.length > 0) {
      this.#onKept(epoch, read, fresh);
      this.#epochs.set(epoch, { held: watermark, records: [...records, ...fresh] });
      this.#furthest.set(epoch, Math.max(this.everHeld(epoch), watermark.seq));
    }
    return { reply: 'acknowledged', watermark: this.sign(kiosk, epoch, watermark, process) };
  }
}
