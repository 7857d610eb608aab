import type { BatchReply } from '@borne/sync/central/client';
import { centralError } from '@borne/sync/central/http';
import type { SignedWatermark } from '@borne/sync/contract/journal';
import type { PendingBatch } from '@borne/sync/journal/stream';
import type { Taking } from './model-centre.ts';
import { ModelDisk } from './model-disk.ts';
import { Random } from './random.ts';
import type { Entry, Schedule, Weather } from './schedule.ts';
import { SimulatedKiosk, type Surroundings } from './simulated-kiosk.ts';
import { copyOf, Truth, Violation } from './truth.ts';

type Run = () => void | Promise<void>;

/** Long enough for every wait that the protocol knows: an hour asked for, five minutes of backing off, a quarter of an hour refused. */
const HEALING = 4 * 3_600_000;

/** A longer schedule is lived as if it were as long as this: its waits are as many times as long. */
const LONGEST_LIVED = 30 * 60_000;

/** In calm weather, once both ways, with what a busy machine may add. */
const SLOWEST_EXCHANGE = 1_100;

/** Far more than any honest schedule needs. */
const MOST_EVENTS = 20_000;

const calm: Weather = {
  lost: 0,
  truncated: 0,
  twice: 0,
  late: 0,
  answerLost: 0,
  replayed: 0,
  forged: 0,
  portal: 0,
  crashAfterCommit: 0,
};

const failed = (code: 'unreachable' | 'refused', detail: string, retryAfter?: number): BatchReply => ({
  reply: 'failed',
  error: centralError(code, detail),
  ...(retryAfter === undefined ? {} : { retryAfter }),
});

/** A few kiosks, a wire and a centre in virtual time; one schedule happens to them. */
export class World implements Surroundings {
  readonly random: Random;
  readonly truth = new Truth();
  readonly batchSize: number;
  lapse: number;
  #weather: Weather;
  readonly #schedule: Schedule;
  readonly #kiosks: SimulatedKiosk[] = [];
  /** A heap by time, then by order of arrival. */
  readonly #events: { readonly at: number; readonly order: number; readonly run: Run }[] = [];
  #now = 0;
  #order = 0;
  #happened = 0;
  /** Everything started anew once the adversity was over: nothing waits for what it was told before. */
  #restarted = false;
  /** Watermarks that went over the wire, for who would send them again. */
  readonly #overheard: SignedWatermark[] = [];
  readonly #trace: string[] | undefined;

  constructor(schedule: Schedule, trace?: string[]) {
    this.#schedule = schedule;
    this.#trace = trace;
    this.random = new Random(schedule.seed ^ 0x5bd1e995);
    this.batchSize = schedule.batchSize;
    this.lapse = Math.max(1, schedule.horizon / LONGEST_LIVED);
    this.#weather = schedule.weather;
  }

  now = () => this.#now;

  after(delay: number, run: Run): void {
    const event = { at: this.#now + delay, order: this.#order, run };
    this.#order += 1;
    const heap = this.#events;
    let place = heap.length;
    heap.push(event);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || above.at < event.at || (above.at === event.at && above.order < event.order))
        break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = event;
  }

  #takeNext() {
    const heap = this.#events;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      let lower = heap[child];
      if (lower === undefined) break;
      const right = heap[child + 1];
      if (
        right !== undefined &&
        (right.at < lower.at || (right.at === lower.at && right.order < lower.order))
      ) {
        child += 1;
        lower = right;
      }
      if (last.at < lower.at || (last.at === lower.at && last.order < lower.order)) break;
      heap[place] = lower;
      place = child;
    }
    heap[place] = last;
    return first;
  }

  note(text: () => string): void {
    this.#trace?.push(`${String(Math.round(this.#now)).padStart(12)} ${text()}`);
  }

  newDisk(name: string): ModelDisk {
    const disk: ModelDisk = new ModelDisk(name, this.#schedule.capacity, {
      onPurge: (upTo, why, before) =>
        this.truth.onPurge(this.#now, upTo, why, before, before.records.length / this.#schedule.capacity),
      onWritten: (contents) => this.truth.onWritten(contents),
    });
    return disk;
  }

  async #runUntil(end: number, isOver: () => boolean = () => false): Promise<void> {
    while (!isOver()) {
      const next = this.#events[0];
      if (next === undefined || next.at > end) {
        this.#now = end;
        return;
      }
      this.#takeNext();
      this.#now = next.at;
      this.#happened += 1;
      if (this.#happened > MOST_EVENTS) throw new Violation('a kiosk goes round and round');
      const running = next.run();
      if (running) await running;
    }
  }

  /** Everything that is scheduled, then calm, then every check. Throws a `Violation`. */
  async run(): Promise<void> {
    for (let index = 0; index < this.#schedule.kiosks; index += 1) {
      const kiosk = new SimulatedKiosk(`kiosk-${index + 1}`, this);
      this.#kiosks.push(kiosk);
      this.after(index, () => kiosk.boot());
    }
    for (const entry of this.#schedule.entries) this.after(entry.at, () => this.#happen(entry));
    await this.#runUntil(this.#schedule.horizon);
    await this.#heal();
    this.#check();
  }

  /** The adversity stops; whatever can be delivered must now be. */
  async #heal(): Promise<void> {
    const { centre } = this.truth;
    this.note(() => 'the adversity stops');
    this.#weather = calm;
    centre.refuses = false;
    centre.overloaded = undefined;
    for (const process of centre.isUp.keys()) centre.restart(process);
    for (const kiosk of this.#kiosks) {
      kiosk.disk.heal();
      kiosk.plugged = true;
      kiosk.keys = centre.publishedKeys();
    }
    // Some lives go on by themselves; the others through a start, after which everything must be quick.
    const goOn = this.random.chance(0.3);
    if (!goOn) this.#restartAll();
    await this.#drain();
    if (goOn) for (const kiosk of this.#kiosks) if (!isRefused(kiosk)) kiosk.checkTold();
    for (const kiosk of this.#kiosks) {
      kiosk.widest = Number.POSITIVE_INFINITY;
      if (!isRefused(kiosk)) continue;
      this.note(() => `a technician begins a new journal on ${kiosk.name}`);
      kiosk.beginNewEpoch();
    }
    // What an earlier run left open is settled by the next.
    if (goOn) this.#restartAll();
    await this.#drain();
  }

  #restartAll(): void {
    this.lapse = 1;
    this.#restarted = true;
    for (const kiosk of this.#kiosks) {
      kiosk.stop('goodbye');
      kiosk.boot();
    }
  }

  /** One more record for each, so that a centre that went back is found out; then until nothing is left. */
  async #drain(): Promise<void> {
    for (const kiosk of this.#kiosks)
      for (let tries = 0; !isRefused(kiosk) && !(await kiosk.occur()); tries += 1) {
        if (tries === 3) throw new Violation('the disk is mended, and the journal refuses');
        await this.#settle();
      }
    await this.#settle();
    for (const kiosk of this.#kiosks)
      if (!isSettled(kiosk))
        throw new Violation(`${kiosk.name} has ${kiosk.backlog} records that it does not deliver`);
  }

  /** Until every kiosk has delivered what it has, or has said that it cannot; at once, where nothing is in the way. */
  async #settle(): Promise<void> {
    const before = this.#now;
    const exchanges = this.#kiosks.map(
      ({ disk }) => 3 + Math.ceil((disk.contents?.records.length ?? 0) / this.batchSize),
    );
    const isWide = this.#kiosks.every(({ widest }) => widest >= this.batchSize);
    await this.#runUntil(before + HEALING * this.lapse, () => this.#kiosks.every(isSettled));
    if (this.#restarted && isWide && this.#now - before > SLOWEST_EXCHANGE * Math.max(...exchanges))
      throw new Violation('what could be delivered at once was not');
  }

  #check(): void {
    for (const { line, alarmed } of this.#kiosks) this.truth.checkDelivered(line, alarmed);
    this.truth.checkOutcomes();
  }

  #happen(entry: Entry): void | Promise<void> {
    const kiosk = this.#kiosks[entry.kiosk];
    if (kiosk === undefined) return;
    this.note(() => `-- ${JSON.stringify(entry)}`);
    const { centre } = this.truth;
    switch (entry.what) {
      case 'begin':
        return kiosk.begin();
      case 'settle':
        return kiosk.settle(entry.outcome);
      case 'occur':
        return kiosk.occur().then(() => undefined);
      case 'reboot':
      case 'kill':
      case 'cut-power':
        kiosk.stop(({ reboot: 'goodbye', kill: 'killed', 'cut-power': 'power' } as const)[entry.what]);
        return kiosk.boot();
      case 'take-image':
        return kiosk.takeImage();
      case 'roll-back':
        return kiosk.image && kiosk.rollBack(kiosk.image);
      case 'clone':
        return this.#clone(kiosk);
      case 'damage':
        return kiosk.disk.damage();
      case 'unplug':
      case 'plug':
        kiosk.plugged = entry.what === 'plug';
        return;
      case 'narrow':
      case 'widen':
        kiosk.widest = entry.what === 'narrow' ? 1 : Number.POSITIVE_INFINITY;
        return;
      case 'ask':
        return kiosk.pace({ type: 'sync.now' });
      case 'want':
        return kiosk.pace({ type: 'network.wanted' });
      case 'see':
        return kiosk.pace({ type: 'network.seen', reachable: kiosk.plugged });
      case 'learn-keys':
        if (kiosk.plugged) kiosk.keys = centre.publishedKeys();
        return centre.learnKey(0);
      case 'fill-disk':
        kiosk.disk.full = true;
        return;
      case 'break-disk':
        kiosk.disk.broken = true;
        return;
      case 'mend-disk':
        return kiosk.disk.heal();
      case 'fail-checkpoint':
        kiosk.disk.failingCheckpoints += 1;
        return;
      case 'fail-write':
      case 'fail-start':
        kiosk.disk.faults.push(...entry.faults);
        if (entry.what === 'fail-write') return;
        kiosk.stop('killed');
        kiosk.boot();
        return kiosk.begin();
      case 'jump-clock':
        kiosk.clockOffset += entry.by;
        return;
      case 'crash-centre': {
        const process = this.random.between(0, centre.isUp.length - 1);
        centre.crash(process);
        this.after(this.random.between(1_000, 600_000), () => centre.restart(process));
        return;
      }
      case 'back-up':
        return centre.backUp(this.#now);
      case 'restore-centre':
        if (centre.restore(entry.backup, this.#now))
          for (const process of centre.isUp.keys()) centre.crash(process);
        this.after(5_000, () => {
          for (const process of centre.isUp.keys()) centre.restart(process);
        });
        return;
      case 'rotate-key':
        return centre.rotateKey();
      case 'refuse':
        centre.refuses = true;
        return;
      case 'overload':
        centre.overloaded = this.random.pick([0, 1_000, 3_600_000]);
        return;
      case 'recover':
        centre.refuses = false;
        centre.overloaded = undefined;
    }
  }

  /** The kiosk's image is put in a second machine, which starts as the same kiosk. */
  #clone(kiosk: SimulatedKiosk): void {
    const { image } = kiosk;
    if (image === undefined || this.#kiosks.length > 3) return;
    for (const epoch of image.line.keys()) this.truth.compromised.add(epoch);
    if (image.contents) this.truth.compromised.add(image.contents.stream.epoch);
    const clone = new SimulatedKiosk(kiosk.name, this);
    clone.disk.restore(image.contents);
    clone.line = copyOf(image.line);
    clone.keys = kiosk.keys;
    this.#kiosks.push(clone);
    clone.boot();
  }

  send(kiosk: SimulatedKiosk, sent: PendingBatch, answer: (reply: BatchReply) => void): void {
    const { random } = this;
    const weather = this.#weather;
    const soon = () => random.between(5, 500);
    const delay = () => (random.chance(weather.late) ? random.between(1_000, 60_000) : soon());
    const obstacle = this.#obstacle(kiosk, sent);
    if (obstacle === 'silence') return;
    if (obstacle !== undefined) {
      this.after(soon(), () => answer(failed('unreachable', obstacle)));
      return;
    }
    for (let copies = random.chance(weather.twice) ? 2 : 1; copies > 0; copies -= 1)
      this.after(delay(), () => this.#arrive(sent, (reply) => this.after(delay(), () => answer(reply))));
  }

  /** What keeps a batch from the centre, if anything does: an error that shows at once, or silence. */
  #obstacle({ plugged, widest }: SimulatedKiosk, { batch }: PendingBatch): string | undefined {
    const { lost, portal, truncated } = this.#weather;
    if (!plugged) return 'ENETUNREACH';
    if (this.random.chance(portal)) return 'HTTP 200: expected JSON, found text/html';
    if (this.random.chance(truncated)) return 'ECONNRESET';
    return batch.records.length > widest || this.random.chance(lost) ? 'silence' : undefined;
  }

  #arrive(sent: PendingBatch, answer: (reply: BatchReply) => void): void {
    const { centre } = this.truth;
    const process = this.random.between(0, centre.isUp.length - 1);
    const refusal = this.#refusal(process);
    if (refusal !== undefined) {
      answer(refusal);
      return;
    }
    const life = centre.life(process);
    const taking = centre.begin(sent, process);
    this.after(this.random.between(0, 50), () => {
      if (centre.life(process) !== life) answer(failed('unreachable', 'ECONNRESET'));
      else this.#answer(taking, answer);
    });
  }

  #refusal(process: number): BatchReply | undefined {
    const { centre } = this.truth;
    if (!centre.isUp[process]) return failed('unreachable', 'ECONNREFUSED');
    if (centre.refuses) return failed('refused', 'HTTP 403');
    if (centre.overloaded !== undefined) return failed('unreachable', 'HTTP 503', centre.overloaded);
    return undefined;
  }

  #answer(taking: Taking, answer: (reply: BatchReply) => void): void {
    const { centre } = this.truth;
    const { sent, process } = taking;
    const verdict = centre.commit(taking);
    if (this.random.chance(this.#weather.crashAfterCommit)) {
      this.note(() => 'the centre dies after its commit');
      centre.crash(process);
      this.after(5_000, () => centre.restart(process));
    } else if (this.random.chance(this.#weather.answerLost)) this.note(() => 'an answer is lost');
    else if (verdict.reply === 'forked')
      answer({ reply: 'forked', error: centralError('refused', 'HTTP 422 forked') });
    else answer({ ...verdict, watermark: this.#meddled(sent, verdict.watermark, process) });
  }

  /** The watermark as it arrives: the one sent, an old one, or one that somebody made up. */
  #meddled(sent: PendingBatch, watermark: SignedWatermark, process: number): SignedWatermark {
    this.#overheard.push(watermark);
    const { random } = this;
    if (random.chance(this.#weather.replayed)) {
      const old = { ...random.pick(this.#overheard) };
      this.truth.replayed.add(old);
      return old;
    }
    if (!random.chance(this.#weather.forged)) return watermark;
    const further = { seq: sent.to + random.between(0, 3), head: sent.batch.head };
    const { centre } = this.truth;
    return random.chance(0.5)
      ? { ...watermark, ...further }
      : centre.sign(sent.kiosk, sent.epoch, further, process, 'a key of somebody else');
  }
}

/** A person must decide: it is at odds with the centre. */
const isRefused = ({ pacing, disk, alarmed }: SimulatedKiosk) =>
  pacing.phase === 'refused' && alarmed.has(disk.contents?.stream.epoch ?? '');

/** Nothing more is to be expected of a kiosk: it has delivered everything, or has said that it cannot. */
const isSettled = (kiosk: SimulatedKiosk) =>
  kiosk.isOn && (isRefused(kiosk) || (kiosk.pacing.phase === 'resting' && kiosk.backlog === 0));
