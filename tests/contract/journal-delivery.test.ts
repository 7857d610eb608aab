import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CalendarDate } from '@borne/domain/calendar-date';
import type { CardSerial } from '@borne/domain/rights';
import { type Clock, epochMilliseconds, milliseconds } from '@borne/domain/time';
import { type CentralApi, createCentralApi } from '@borne/simulators/central-api/central-api';
import { type EnrolledKiosk, enrolledKiosk } from '@borne/simulators/central-api/testing/enrolled-kiosk';
import { createNetwork, type Network } from '@borne/simulators/network/network';
import { personas } from '@borne/simulators/personas/personas';
import { createCentralClient, type JournalReceiver } from '@borne/sync/central/client';
import { GENESIS } from '@borne/sync/contract/journal';
import { newKeyPair } from '@borne/sync/envelope/hpke';
import { recipientOf } from '@borne/sync/envelope/recipient';
import { type Journal, openJournal } from '@borne/sync/journal/journal';
import type { OperationId, Outcome } from '@borne/sync/journal/port';
import { chainHashes } from '@borne/sync/journal/temporary-journal';
import type { Delivery } from '@borne/sync/uplink/port';
import { createUplink } from '@borne/sync/uplink/uplink';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const clock: Clock = {
  now: () => epochMilliseconds(Date.now()),
  monotonic: () => milliseconds(performance.now()),
};

/**
 * What may happen to a kiosk and its centre. `die-…` stops the kiosk between two steps of a delivery: after the centre took
 * the batch but before the kiosk knows; the files are then opened again as after a power cut.
 */
const happenings = [
  'begin',
  'begin',
  'settle-done',
  'settle-done',
  'settle-not-done',
  'settle-in-doubt',
  'occur',
  'deliver',
  'deliver',
  'deliver-twice',
  'deliver-stale',
  'lose-answer',
  'die-before-acknowledging',
  'cut',
  'restore-cable',
  'restart-kiosk',
  'restart-centre',
  'back-up-centre',
  'restore-centre',
] as const;
type Happening = (typeof happenings)[number] | 'copy-disk' | 'put-copy-back';

/** A kiosk, a cable and a centre on real files and sockets, and what they should have in the end. */
class World {
  readonly #folder = mkdtempSync(join(tmpdir(), 'borne-delivery-'));
  readonly #backup = join(this.#folder, 'central.backup');
  readonly #outcomes = new Map<OperationId, Outcome | 'open'>();
  #stale: Parameters<JournalReceiver['send']>[0] | undefined;
  #port = 0;
  #central!: CentralApi;
  readonly #centreKeys = newKeyPair();
  #network!: Network;
  #kiosk!: EnrolledKiosk;
  #journal!: Journal;

  static async create(): Promise<World> {
    const world = new World();
    await world.#startCentre();
    world.#network = await createNetwork({ target: world.#central.url });
    const { url } = world.#network;
    const options = { kiosk: 'borne-1', folder: join(world.#folder, 'identity'), clock, url };
    world.#kiosk = await enrolledKiosk(world.#central, options);
    world.#startKiosk();
    return world;
  }

  async #startCentre() {
    const file = join(this.#folder, 'central.db');
    this.#central = await createCentralApi({
      file,
      clock,
      personas: [],
      recipients: [this.#centreKeys],
    });
    const url = await this.#central.listen(this.#port);
    this.#port = Number(new URL(url).port);
  }

  #startKiosk() {
    const file = join(this.#folder, 'journal.db');
    const recipient = recipientOf(this.#centreKeys.publicKey);
    const opened = openJournal({ file, kiosk: 'borne-1', bootId: 'any', clock, randomBytes, recipient });
    if (!opened.ok) throw new Error(opened.error.detail);
    this.#journal = opened.value;
    const open = [...this.#outcomes].filter(([, outcome]) => outcome === 'open');
    expect(this.#journal.leftInDoubt).toBe(open.length);
    for (const [id] of open) this.#outcomes.set(id, 'in-doubt');
  }

  #client(wrap: (real: JournalReceiver) => JournalReceiver = (real) => real) {
    return wrap(createCentralClient({ ...this.#kiosk.http, signer: this.#kiosk.identity }));
  }

  deliver(wrap?: (real: JournalReceiver) => JournalReceiver): Promise<Delivery> {
    const { verify } = this.#kiosk;
    return createUplink({
      journal: this.#journal,
      client: this.#client(wrap),
      verify,
      batchSize: 3,
    }).deliver();
  }

  async #settle(outcome: Outcome) {
    const [id] = [...this.#outcomes].find(([, found]) => found === 'open') ?? [];
    if (id === undefined) return;
    expect(await this.#journal.settle(id, outcome)).toMatchObject({ ok: true });
    this.#outcomes.set(id, outcome);
  }

  async happen(happening: Happening): Promise<void> {
    switch (happening) {
      case 'begin': {
        const begun = await this.#journal.begin({
          kind: 'attestation-droits',
          documentNumber: `AD-${this.#outcomes.size}`,
          cardSerial: '99000000000000001' as CardSerial,
          rangs: ['01'],
          rightsFrom: 'card',
        });
        if (!begun.ok) throw new Error(begun.error.detail);
        this.#outcomes.set(begun.value, 'open');
        return;
      }
      case 'settle-done':
        return this.#settle('done');
      case 'settle-not-done':
        return this.#settle('not-done');
      case 'settle-in-doubt':
        return this.#settle('in-doubt');
      case 'occur':
        expect(await this.#journal.record({ kind: 'card-forgotten' })).toMatchObject({ ok: true });
        return;
      case 'deliver':
        await this.deliver((real) => ({
          send: (batch, signal) => {
            this.#stale = batch;
            return real.send(batch, signal);
          },
        }));
        return;
      case 'deliver-twice':
        await this.deliver((real) => ({
          async send(batch) {
            const [first] = await Promise.all([real.send(batch), real.send(batch)]);
            return first;
          },
        }));
        return;
      case 'deliver-stale':
        if (this.#stale) await this.#client().send(this.#stale);
        return;
      case 'lose-answer':
        if (!this.#network.isUp || this.#journal.backlog().unacknowledged === 0) return;
        this.#network.loseNextAnswer();
        expect(await this.deliver()).toMatchObject({ delivery: 'postponed' });
        return;
      case 'die-before-acknowledging': {
        const pending = this.#journal.pending(3);
        if (pending.ok && pending.value) await this.#client().send(pending.value);
        return this.happen('restart-kiosk');
      }
      case 'cut':
        return this.#network.cut();
      case 'restore-cable':
        return this.#network.up();
      case 'restart-kiosk':
        this.#journal.close();
        return this.#startKiosk();
      case 'copy-disk':
        this.#journal.close();
        copyFileSync(join(this.#folder, 'journal.db'), join(this.#folder, 'journal.copy'));
        return this.#startKiosk();
      case 'put-copy-back':
        this.#journal.close();
        copyFileSync(join(this.#folder, 'journal.copy'), join(this.#folder, 'journal.db'));
        return this.#startKiosk();
      case 'restart-centre':
        await this.#central.close();
        return this.#startCentre();
      case 'back-up-centre':
        await this.#central.close();
        copyFileSync(join(this.#folder, 'central.db'), this.#backup);
        return this.#startCentre();
      case 'restore-centre':
        if (!existsSync(this.#backup)) return;
        await this.#central.close();
        copyFileSync(this.#backup, join(this.#folder, 'central.db'));
        return this.#startCentre();
    }
  }

  /** At any moment: the centre never says done of what was not told done, nor more than was recorded. */
  async checkNothingInvented(): Promise<void> {
    for (const { operationId, outcome } of await this.#central.operations()) {
      const told = this.#outcomes.get(operationId as OperationId);
      expect(told).toBeDefined();
      if (outcome !== 'in-doubt') expect(outcome).toBe(told);
    }
    expect(await this.#central.setApart()).toEqual({ forks: 0, quarantined: [] });
  }

  /** In the end, the cable whole: every record is there, once, in order, chained; every outcome is the one told. */
  async checkEverythingDelivered(): Promise<void> {
    this.#network.up();
    // One more record, so that a centre restored from its backup is found out.
    await this.happen('occur');
    for (let exchanges = 0; ; exchanges += 1) {
      expect(exchanges).toBeLessThan(200);
      const { delivery } = await this.deliver();
      if (delivery === 'nothing-to-send') break;
    }
    expect(this.#journal.backlog().unacknowledged).toBe(0);
    const records = await this.#central.records();
    const own = this.#journal.records();
    expect(records.map(({ seq }) => seq)).toEqual(own.map((_, index) => index + 1));
    expect(records.map(({ hash }) => hash)).toEqual(own.map(({ hash }) => hash));
    expect(records.map(({ hash }) => hash)).toEqual(chainHashes(GENESIS, records));

    const outcomes = new Map(
      (await this.#central.operations()).map((each) => [each.operationId, each.outcome]),
    );
    const expected = [...this.#outcomes].map(([id, outcome]) => [
      id,
      outcome === 'open' ? 'in-doubt' : outcome,
    ]);
    expect(outcomes).toEqual(new Map(expected as [string, Outcome][]));
  }

  /** The centre holds `records` records, sees `forks` forks, and the kiosk keeps what it could not deliver. */
  async checkForked(records: number, forks: number, kept: number): Promise<void> {
    expect(await this.#central.records()).toHaveLength(records);
    expect(await this.#central.setApart()).toEqual({ forks, quarantined: [] });
    expect(this.#journal.backlog().unacknowledged).toBe(kept);
  }

  async close(): Promise<void> {
    this.#journal.close();
    await this.#network.close();
    await this.#central.close();
    rmSync(this.#folder, { recursive: true });
  }
}

async function live(story: readonly Happening[]): Promise<void> {
  const world = await World.create();
  try {
    for (const happening of story) {
      await world.happen(happening);
      await world.checkNothingInvented();
    }
    await world.checkEverythingDelivered();
  } finally {
    await world.close();
  }
}

describe('from the kiosk’s journal to the centre', () => {
  it.each<[string, Happening[]]>([
    ['the answer lost', ['begin', 'lose-answer', 'settle-done', 'lose-answer', 'deliver']],
    ['a kiosk that dies before it knows', ['begin', 'die-before-acknowledging', 'begin', 'settle-done']],
    [
      'a week without network',
      ['cut', 'begin', 'deliver', 'settle-done', 'occur', 'occur', 'deliver', 'restart-kiosk'],
    ],
    [
      'a centre that goes back to its backup',
      [
        'begin',
        'deliver',
        'back-up-centre',
        'settle-done',
        'deliver',
        'occur',
        'deliver',
        'restore-centre',
        'occur',
      ],
    ],
    ['everything twice', ['begin', 'deliver-twice', 'settle-in-doubt', 'deliver-twice', 'deliver-stale']],
  ])('each record arrives once, in order: %s', (_, story) => live(story));

  it('each record arrives once, in order, whatever happens', { timeout: 240_000 }, async () => {
    const story = fc.array(fc.constantFrom(...happenings), { minLength: 10, maxLength: 30 });
    await fc.assert(fc.asyncProperty(story, live), { numRuns: 20 });
  });
});

describe('a kiosk whose disk goes back in time', () => {
  it('is found out at its next delivery, and neither side drops anything', async () => {
    const world = await World.create();
    try {
      for (const happening of [
        'occur',
        'deliver',
        'copy-disk',
        'occur',
        'deliver',
        'put-copy-back',
        'occur',
      ] as const)
        await world.happen(happening);
      expect(await world.deliver()).toMatchObject({ delivery: 'refused', error: { code: 'refused' } });
      await world.checkForked(2, 1, 1);
      await world.happen('restart-kiosk');
      expect(await world.deliver()).toMatchObject({ delivery: 'refused' });
      await world.checkForked(2, 1, 1);
    } finally {
      await world.close();
    }
  });
});

describe('the journal’s file', () => {
  it('holds no NIR, no name, no card and no document of anybody, in any of its bytes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'borne-canary-'));
    const opened = openJournal({
      file: join(folder, 'journal.db'),
      kiosk: 'borne-1',
      bootId: 'any',
      clock,
      randomBytes,
      recipient: recipientOf(newKeyPair().publicKey),
    });
    if (!opened.ok) throw new Error(opened.error.detail);
    const journal = opened.value;
    const people = personas('2026-11-22' as CalendarDate);
    for (const { card } of people) {
      const begun = await journal.begin({
        kind: 'attestation-droits',
        documentNumber: `AD-${card.serial.slice(-4)}`,
        cardSerial: card.serial,
        rangs: card.people.map(({ rang }) => rang),
        rightsFrom: 'card',
      });
      if (!begun.ok) throw new Error(begun.error.detail);
      await journal.settle(begun.value, 'done');
    }
    const bytes = () => Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
    const whileOpen = bytes();
    journal.close();
    const everything = Buffer.concat([whileOpen, bytes()]);

    // The reading works: what is meant to be there is found.
    expect(everything.includes('operation-begun')).toBe(true);
    for (const { card } of people) {
      expect(everything.includes(card.serial)).toBe(false);
      expect(everything.includes(`AD-${card.serial.slice(-4)}`)).toBe(false);
    }
    const canaries = people
      .flatMap(({ card }) => card.people)
      .flatMap(({ nir, familyName, givenNames, birth }) => [nir.slice(0, 13), familyName, givenNames, birth]);
    expect(canaries.filter((canary) => everything.includes(canary))).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});
