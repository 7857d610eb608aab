import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { systemClock } from '@borne/kiosk-host/clock';
import type { CentralApi } from '@borne/simulators/central-api/central-api';
import { type EnrolledKiosk, enrolledKiosk } from '@borne/simulators/central-api/testing/enrolled-kiosk';
import { type BatchReply, createCentralClient, type JournalReceiver } from '@borne/sync/central/client';
import { GENESIS } from '@borne/sync/contract/journal';
import { PLAIN_JSON } from '@borne/sync/contract/record';
import type { Recipient } from '@borne/sync/envelope/recipient';
import { openDatabase } from '@borne/sync/journal/database';
import { DEFAULT_MAX_BYTES, type Journal, openJournal } from '@borne/sync/journal/journal';
import type { Outcome } from '@borne/sync/journal/port';
import type { PendingBatch } from '@borne/sync/journal/stream';
import { createUplink } from '@borne/sync/uplink/uplink';

/** Records in one transaction, when they are written by the thousand. */
const AT_ONCE = 1000;

export interface Counts {
  deliveries: number;
  failures: number;
  duplicates: number;
  stale: number;
  crashes: number;
}

/** A kiosk with a real journal, a real identity and a real uplink, whose process may end between any two steps of a delivery. */
export class DeliveringKiosk {
  readonly counts: Counts = { deliveries: 0, failures: 0, duplicates: 0, stale: 0, crashes: 0 };
  /** Outcome of each operation, by its document's number. */
  readonly operations = new Map<string, Outcome>();
  #journal: Journal;
  #old: PendingBatch | undefined;

  private constructor(
    readonly name: string,
    readonly file: string,
    private readonly enrolled: EnrolledKiosk,
    private readonly recipient: Recipient,
    private readonly crashes: number,
    private readonly random: () => number,
  ) {
    this.#journal = this.#open();
  }

  /** Enrols a kiosk with `api`, and writes `records` into its journal before it delivers any. `url`: what it reaches the centre by. */
  static async create(
    api: CentralApi,
    options: {
      readonly name: string;
      readonly folder: string;
      readonly url: string;
      readonly records: number;
      readonly recipient: Recipient;
      /** Share of the deliveries that end with a crash. */
      readonly crashes: number;
      readonly random: () => number;
    },
  ): Promise<DeliveringKiosk> {
    const { name, recipient, random, url, records, crashes } = options;
    const folder = join(options.folder, name);
    const file = join(folder, 'journal.db');
    write(file, name, records);
    const identity = join(folder, 'identity');
    const first = await enrolledKiosk(api, { kiosk: name, folder: identity, clock: systemClock });
    await first.identity.close();
    const enrolled = await enrolledKiosk(api, {
      ...{ kiosk: name, folder: identity, clock: systemClock, url },
      // Gives up as soon as a kiosk does: it delivers again.
      timers: globalThis,
    });
    return new DeliveringKiosk(name, file, enrolled, recipient, crashes, random);
  }

  get left(): number {
    return this.#journal.backlog().unacknowledged;
  }

  /** Records the beginning and the end of an operation the way a visit does. */
  async operate(): Promise<void> {
    const documentNumber = `AD-${this.name}-${this.operations.size}`;
    const begun = await this.#journal.begin({
      kind: 'attestation-droits',
      documentNumber,
      cardSerial: '99000000000000001' as never,
      rangs: ['01'],
      rightsFrom: 'card',
    });
    if (!begun.ok) throw new Error(begun.error.detail);
    const outcome = this.random() < 0.9 ? 'done' : 'not-done';
    const settled = await this.#journal.settle(begun.value, outcome);
    if (!settled.ok) throw new Error(settled.error.detail);
    this.operations.set(documentNumber, outcome);
  }

  /**
   * Delivers one batch of any size. Now and then it is sent twice at once, or an old one after it; and now and then the kiosk dies
   * after the centre took it and before it knows. Throws only on what must not happen.
   */
  async deliver(): Promise<void> {
    const real = this.#client();
    const fate = this.random();
    let died = false;
    const client: JournalReceiver = {
      send: async (batch: PendingBatch, signal?: AbortSignal): Promise<BatchReply> => {
        const old = this.#old;
        if (fate < 0.15) {
          this.counts.duplicates += 1;
          const [first, second] = await Promise.all([real.send(batch, signal), real.send(batch, signal)]);
          return this.random() < 0.5 ? first : second;
        }
        if (fate < 0.25 && old) {
          this.counts.stale += 1;
          const [, last] = await Promise.all([real.send(old, signal), real.send(batch, signal)]);
          return last;
        }
        const reply = await real.send(batch, signal);
        this.#old = this.random() < 0.3 ? batch : old;
        died = fate > 1 - this.crashes;
        return died
          ? {
              reply: 'failed',
              error: { device: 'central-api', code: 'timeout', retryable: true, detail: 'died' },
            }
          : reply;
      },
    };
    const sizes = [100, 100, 100, 60, 7, 1];
    const batchSize = sizes[Math.floor(this.random() * sizes.length)] ?? 100;
    const { verify } = this.enrolled;
    const delivered = await createUplink({ journal: this.#journal, client, verify, batchSize }).deliver();
    this.counts.deliveries += 1;
    if (delivered.delivery === 'refused') throw new Error(`${this.name}: ${delivered.error.detail}`);
    if (delivered.delivery === 'postponed') this.counts.failures += 1;
    if (died) this.#crash();
  }

  async close(): Promise<void> {
    this.#journal.close();
    await this.enrolled.identity.close();
  }

  #client() {
    const { http, identity } = this.enrolled;
    return createCentralClient({ ...http, signer: identity });
  }

  #crash() {
    this.counts.crashes += 1;
    this.#journal.close();
    this.#journal = this.#open();
  }

  #open(): Journal {
    const { file, name: kiosk, recipient } = this;
    const opened = openJournal({ file, kiosk, bootId: 'any', clock: systemClock, randomBytes, recipient });
    if (!opened.ok) throw new Error(opened.error.detail);
    return opened.value;
  }
}

/** Writes occurrences into a journal that nobody has open, as kiosks wrote them before they sealed, many in one transaction. */
function write(file: string, kiosk: string, records: number): void {
  const opened = openDatabase({
    ...{ file, kiosk, maxBytes: DEFAULT_MAX_BYTES, genesis: GENESIS },
    newEpoch: () => randomBytes(16).toString('hex'),
  });
  if (!opened.ok) throw new Error(opened.error.detail);
  const { store, transaction, close } = opened.value;
  const body = Buffer.from(JSON.stringify({ kind: 'card-forgotten' }));
  for (let written = 0; written < records; written += AT_ONCE)
    transaction(() => {
      for (let n = written; n < Math.min(records, written + AT_ONCE); n += 1)
        store.append((epoch, seq) => {
          const when = { wall: Date.now(), monotonic: n, boot: 'any', suite: PLAIN_JSON };
          return { header: JSON.stringify({ kiosk, epoch, seq, type: 'card-forgotten', ...when }), body };
        });
    });
  close();
}
