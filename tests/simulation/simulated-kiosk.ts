import { type Clock, epochMilliseconds, milliseconds } from '@borne/domain/time';
import type { BatchReply } from '@borne/sync/central/client';
import { centralError } from '@borne/sync/central/http';
import { type Journal, openJournal } from '@borne/sync/journal/journal';
import type { OperationId, Outcome } from '@borne/sync/journal/port';
import type { PendingBatch } from '@borne/sync/journal/stream';
import { conclude, nextBatch } from '@borne/sync/uplink/exchange';
import {
  backoff,
  firstPacing,
  isProbe,
  type Pacing,
  type PacingEvent,
  type Phase,
  step,
} from '@borne/sync/uplink/pacing';
import { cheapSignature } from './model-centre.ts';
import { type ModelDisk, PowerCut } from './model-disk.ts';
import type { Contents } from './model-store.ts';
import type { Random } from './random.ts';
import { copyOf, type Line, type Truth, Violation } from './truth.ts';

/** What a kiosk has around it. */
export interface Surroundings {
  readonly random: Random;
  readonly truth: Truth;
  /** Virtual milliseconds since the beginning. */
  now(): number;
  after(delay: number, run: () => void | Promise<void>): void;
  /** Puts a batch on the wire; `answer` is called once, or never. */
  send(kiosk: SimulatedKiosk, sent: PendingBatch, answer: (reply: BatchReply) => void): void;
  newDisk(name: string): ModelDisk;
  note(text: () => string): void;
  /** Waits last so many times as long, so that a month is not made of idle minutes. */
  readonly lapse: number;
  readonly batchSize: number;
}

/** A copy of a machine's disk, and what its journal had confirmed by then. */
export interface Image {
  readonly contents: Contents | undefined;
  readonly line: Line;
}

/** What a kiosk waits for an answer; longer than that, a connection is given up. */
const TIMEOUT = 20_000;
const REST = 60_000;
const REST_WHEN_REFUSED = 900_000;

const HOUR = 3_600_000;

/** A wait as long as this, in milliseconds, is the turn of this kiosk alone: that the centre answers something else does not end it. */
const OWN_TURN = 10_000;

/** A failed start, or a machine without power, comes back after so long. */
const RESTART = 30_000;

const cheapSeal = (_recipient: unknown, _header: string, content: object) =>
  Buffer.from(JSON.stringify(content));
const recipient = { id: '0', publicKey: new Uint8Array() };

/** A kiosk's real journal, delivery and pacing, on a disk, a clock and a wire that are made up. */
export class SimulatedKiosk {
  readonly name: string;
  readonly disk: ModelDisk;
  line: Line = new Map();
  /** Epochs that it could not go on delivering, and said so. */
  readonly alarmed = new Set<string>();
  keys: readonly string[] = ['key-1'];
  /** The cable is in; how many records pass before a connection times out. */
  plugged = true;
  widest = Number.POSITIVE_INFINITY;
  /** How far out the wall clock is. */
  clockOffset = 0;
  journal: Journal | undefined;
  pacing: Pacing = firstPacing;
  image: Image | undefined;
  /** Operations of this run that are going on. */
  readonly #open: OperationId[] = [];
  /** A delivery is on its way. */
  #underWay = false;
  /** Before when the centre asked not to be asked again, and for how long a wait that was. */
  #notBefore = 0;
  #asked = 0;
  /** What this run's journal was told of operations. */
  readonly #told = new Map<OperationId, Outcome>();
  /** Counts runs, and waits and exchanges within: what belongs to an earlier one is forgotten. */
  #life = 0;
  #turn = 0;
  #bootedAt = 0;
  readonly #around: Surroundings;

  constructor(name: string, around: Surroundings, disk?: ModelDisk) {
    this.name = name;
    this.#around = around;
    this.disk = disk ?? around.newDisk(name);
  }

  get isOn(): boolean {
    return this.journal !== undefined;
  }

  get backlog(): number {
    const stream = this.disk.contents?.stream;
    return stream === undefined ? 0 : stream.seq - stream.ackedSeq;
  }

  readonly #clock: Clock = {
    now: () => epochMilliseconds(1_790_000_000_000 + this.#around.now() + this.clockOffset),
    monotonic: () => milliseconds(this.#around.now() - this.#bootedAt),
  };

  boot(): void {
    this.#life += 1;
    this.#turn += 1;
    this.#open.length = 0;
    this.#told.clear();
    this.#underWay = false;
    this.#notBefore = 0;
    this.#bootedAt = this.#around.now();
    const epochBefore = this.disk.contents?.stream.epoch;
    this.#live(() => {
      const { random, truth } = this.#around;
      const opened = openJournal({
        file: 'journal.db',
        kiosk: this.name,
        bootId: `run-${this.#life}`,
        clock: this.#clock,
        randomBytes: random.bytes,
        recipient,
        disk: this.disk,
        seal: cheapSeal,
      });
      if (!opened.ok) {
        this.#around.note(() => `${this.name} does not start: ${opened.error.detail}`);
        return this.#restartLater();
      }
      this.journal = opened.value;
      if (epochBefore !== undefined && this.disk.contents?.stream.epoch !== epochBefore) {
        if (opened.value.setAside.length === 0)
          throw new Violation('a journal was begun anew, and nobody was told');
        truth.setAside.add(epochBefore);
      }
      this.pacing = firstPacing;
      this.#enterPhase();
    });
  }

  /** `power`: what was not flushed is gone. `goodbye`: the journal is closed first. */
  stop(how: 'goodbye' | 'killed' | 'power'): void {
    this.#life += 1;
    this.#turn += 1;
    if (how === 'goodbye') this.#live(() => this.journal?.close());
    this.journal = undefined;
    if (how === 'power') this.disk.cutPower();
  }

  #restartLater(): void {
    this.journal = undefined;
    const life = this.#life;
    this.#around.after(RESTART, () => {
      if (life === this.#life) this.boot();
    });
  }

  /** Runs what the machine does, until its power is cut in the middle. */
  #live<T>(act: () => T): T | undefined {
    const file = this.disk.setAsideFiles;
    const epoch = this.disk.contents?.stream.epoch;
    try {
      return act();
    } catch (thrown) {
      if (!(thrown instanceof PowerCut)) throw thrown;
      this.#around.note(() => `${this.name} loses its power`);
      this.stop('power');
      this.#restartLater();
      return undefined;
    } finally {
      if (this.disk.setAsideFiles > file && epoch !== undefined) this.#around.truth.setAside.add(epoch);
    }
  }

  async #liveAsync<T>(act: (journal: Journal) => Promise<T>): Promise<T | undefined> {
    if (this.journal === undefined) return undefined;
    const file = this.disk.setAsideFiles;
    const epoch = this.disk.contents?.stream.epoch;
    try {
      return await act(this.journal);
    } catch (thrown) {
      if (!(thrown instanceof PowerCut)) throw thrown;
      this.#around.note(() => `${this.name} loses its power`);
      this.stop('power');
      this.#restartLater();
      return undefined;
    } finally {
      if (this.disk.setAsideFiles > file && epoch !== undefined) this.#around.truth.setAside.add(epoch);
    }
  }

  #confirm(): void {
    this.#around.truth.confirm(this.disk, this.line);
  }

  #confirmNewWork(): void {
    this.#confirm();
    if (this.disk.fillBeforeLast >= 0.95)
      throw new Violation('new work took the room that is for ending what was begun');
  }

  async begin(): Promise<void> {
    const begun = await this.#liveAsync((journal) =>
      journal.begin({ kind: 'maintenance', technician: 't', action: 'a' }),
    );
    if (!begun?.ok) return;
    this.#confirmNewWork();
    this.#open.push(begun.value);
    this.#around.truth.begun(begun.value, this.disk.contents?.stream.epoch ?? '');
    this.pace({ type: 'journal.written' });
  }

  /** The act is over. What is told must be what is recorded in the end, or in doubt. */
  async settle(outcome: Outcome): Promise<void> {
    const id = this.#open.shift();
    if (id === undefined) return;
    const { truth } = this.#around;
    truth.told(id, outcome);
    this.#told.set(id, outcome);
    const hadRoom = this.disk.hasRoom && this.disk.faults.length === 0;
    const settled = await this.#liveAsync((journal) => journal.settle(id, outcome));
    if (settled === undefined) return;
    if (settled.ok) {
      this.#confirm();
      truth.recorded(id, outcome);
      this.pace({ type: 'journal.written' });
    } else if (settled.error.code === 'full' && hadRoom)
      throw new Violation('there is room to end what was begun, and it was refused');
    else if (settled.error.code === 'already-settled')
      throw new Violation('what was going on was settled without a word from who did it');
  }

  async occur(): Promise<boolean> {
    const recorded = await this.#liveAsync((journal) => journal.record({ kind: 'card-forgotten' }));
    if (!recorded?.ok) return false;
    this.#confirmNewWork();
    this.pace({ type: 'journal.written' });
    return true;
  }

  /** Once the disk is mended and something was recorded: what this run was told is recorded as it was told. */
  checkTold(): void {
    for (const { id, outcome } of this.disk.contents?.operations ?? []) {
      const told = this.#told.get(id);
      if (told !== undefined && told !== outcome)
        throw new Violation(`an operation was told to be ${told}, and is recorded as ${outcome}`);
    }
  }

  takeImage(): void {
    this.image = { contents: this.disk.contents, line: copyOf(this.line) };
  }

  /** The disk becomes what it was when its image was taken, and the kiosk starts on it. */
  rollBack({ contents, line }: Image): void {
    this.stop('killed');
    for (const epoch of this.line.keys()) this.#around.truth.compromised.add(epoch);
    this.disk.restore(contents);
    this.line = copyOf(line);
    this.boot();
  }

  /** A technician sets the journal aside, and the kiosk starts on a new one. */
  beginNewEpoch(): void {
    const epoch = this.disk.contents?.stream.epoch;
    this.stop('goodbye');
    if (epoch !== undefined) this.#around.truth.setAside.add(epoch);
    this.disk.restore(undefined);
    this.boot();
  }

  pace(event: PacingEvent): void {
    if (!this.isOn) return;
    const { pacing, entered } = step(this.pacing, event);
    this.pacing = pacing;
    if (!entered) return;
    const ends = event.type === 'wait.over' || (event.type === 'network.seen' && this.#asked >= OWN_TURN);
    if (ends && this.#around.now() < this.#notBefore)
      throw new Violation('the centre asked to wait for longer');
    this.#enterPhase();
  }

  #enterPhase(): void {
    this.#turn += 1;
    const { phase } = this.pacing;
    if (this.backlog > 0) this.#around.note(() => `${this.name} is ${phase}, ${this.backlog} to send`);
    if (phase === 'delivering') this.#startDelivery();
    else this.#inTurn(this.#wait(phase) * this.#around.lapse, () => this.pace({ type: 'wait.over' }));
  }

  #wait(phase: Exclude<Phase, 'delivering'>): number {
    if (phase === 'resting') return REST;
    return phase === 'refused' ? REST_WHEN_REFUSED : backoff(this.pacing, this.#around.random.next);
  }

  /** Runs `act` later, unless something else began meanwhile. */
  #inTurn(delay: number, act: () => void): void {
    const turn = this.#turn;
    this.#around.after(delay, () => {
      if (turn === this.#turn && this.isOn) this.#live(act);
    });
  }

  #startDelivery(): void {
    this.#live(() => {
      const { journal } = this;
      if (journal === undefined) return;
      if (this.#underWay) throw new Violation('two deliveries at once');
      this.#notBefore = 0;
      const next = nextBatch(journal, isProbe(this.pacing) ? 1 : this.#around.batchSize);
      if ('ended' in next) {
        const { ended } = next;
        return this.#inTurn(1, () => this.pace({ type: 'delivery.ended', delivery: ended }));
      }
      const { send } = next;
      this.#underWay = true;
      const turn = this.#turn;
      let answered = false;
      const answer = (reply: BatchReply) => {
        if (answered || turn !== this.#turn || !this.isOn) return;
        answered = true;
        this.#underWay = false;
        this.#live(() => this.#take(send, reply));
      };
      this.#around.after(TIMEOUT, () =>
        answer({ reply: 'failed', error: centralError('timeout', 'no answer') }),
      );
      this.#around.send(this, send, answer);
    });
  }

  #take(sent: PendingBatch, reply: BatchReply): void {
    const { journal } = this;
    if (journal === undefined) return;
    const { truth } = this.#around;
    const answer = 'watermark' in reply ? reply.watermark : undefined;
    if (answer?.epoch === sent.epoch && truth.replayed.has(answer)) truth.misled.add(sent.epoch);
    const delivery = conclude(
      journal,
      sent,
      reply,
      (claim, key, signature) => this.keys.includes(key) && signature === cheapSignature(key, claim),
    );
    this.#around.note(() => `${this.name} sent ${sent.from}-${sent.to}: ${JSON.stringify(delivery)}`);
    if (delivery.delivery === 'acknowledged') {
      this.#confirm();
      this.alarmed.delete(sent.epoch);
    }
    if (delivery.delivery === 'refused' && reply.reply !== 'failed') {
      this.alarmed.add(sent.epoch);
      truth.expectAlarm(sent.epoch, answer, delivery.error.detail);
    }
    this.pace({ type: 'delivery.ended', delivery });
    if (reply.reply !== 'failed' || reply.error.code === 'refused') return;
    if (this.isOn && this.pacing.phase !== 'backingOff')
      throw new Violation('a delivery failed, and the kiosk does not back off');
    this.#asked = reply.retryAfter ?? 0;
    this.#notBefore = this.#around.now() + Math.min(this.#asked, HOUR) * this.#around.lapse;
  }
}
