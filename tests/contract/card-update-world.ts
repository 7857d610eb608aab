import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CardReaderPort, InsertionToken } from '@borne/device-drivers/card-reader/port';
import type { CalendarDate } from '@borne/domain/calendar-date';
import type { CardSerial, VitaleContent } from '@borne/domain/rights';
import { type Clock, epochMilliseconds, milliseconds } from '@borne/domain/time';
import type { SimulatedCard } from '@borne/simulators/card/simulated-card';
import { recordDigest } from '@borne/simulators/card/update-objects';
import { type Vitale2, vitale2 } from '@borne/simulators/card/vitale-2';
import { InProcessReader } from '@borne/simulators/card-reader/in-process-reader';
import { targetOf } from '@borne/simulators/central-api/card-updates/target';
import { type CentralApi, createCentralApi } from '@borne/simulators/central-api/central-api';
import { KIOSK_LIMITS } from '@borne/simulators/central-api/limits';
import { type KioskWithin, kioskWithin } from '@borne/simulators/central-api/testing/kiosk-within';
import { inventedSerial } from '@borne/simulators/personas/household';
import type { Persona } from '@borne/simulators/personas/persona';
import { personas } from '@borne/simulators/personas/personas';
import { type CardUpdateOptions, type CardUpdateResult, updateCard } from '@borne/state-machines/card-update';
import { createCardUpdateClient } from '@borne/sync/central/card-update';
import { createCentralClient } from '@borne/sync/central/client';
import { newKeyPair } from '@borne/sync/envelope/hpke';
import { recipientOf } from '@borne/sync/envelope/recipient';
import { type Journal, openJournal } from '@borne/sync/journal/journal';
import { createUplink } from '@borne/sync/uplink/uplink';
import { openReader } from './opened-reader.ts';

/** A centre and kiosks in this process: real drivers, real HTTP, real journals; simulated cards and readers. */

export const today = '2026-11-22' as CalendarDate;

const clock: Clock = {
  now: () => epochMilliseconds(Date.UTC(2026, 10, 22, 9)),
  monotonic: () => milliseconds(performance.now()),
};

/**
 * A card about which everything changed at its caisse: birth, rights, address, exoneration, validity, keys, and for two out of
 * three the caisse itself.
 */
export function outOfDate(number: number): Persona {
  const sophie = personas(today).find(({ id }) => id === 'sophie-martin');
  if (!sophie) throw new Error('no such persona');
  const { card, registry } = sophie;
  if (!card.rights || !registry) throw new Error('expected rights on the card and at the caisse');
  const organisme = number % 3 ? card.rights.organisme : registry.organisme;
  const serial = inventedSerial(100_000 + number);
  return { ...sophie, card: { ...card, serial, rights: { ...card.rights, organisme } } };
}

/** SHA-256 of what the card should hold, and of what it holds. */
export function wanted({ registry, decided }: Persona): string {
  if (!registry) throw new Error('the registry does not know this card');
  return recordDigest(targetOf(registry, decided ?? {}, today));
}
export const held = ({ memory }: Vitale2) => memory && recordDigest(memory.record);

export const issue = ({ card, issued }: Persona): Vitale2 => vitale2(card, {}, issued);

/** What the kiosks seal their journals to. */
const centreKeys = newKeyPair();

/** A centre that can be restarted on its own store; its address does not change for those who ask through `fetch`. */
export class Centre {
  #api: CentralApi | undefined;
  /** Requests wait for it: a centre that starts again is slow, not lost. */
  #starting: Promise<void> = Promise.resolve();
  #settled = 0;
  /** Requests received since the start. */
  requests = 0;

  private constructor(
    private readonly file: string,
    private readonly people: readonly Persona[],
  ) {}

  static async start(folder: string, people: readonly Persona[]): Promise<Centre> {
    const centre = new Centre(join(folder, 'central.db'), people);
    await centre.#start();
    return centre;
  }

  async #start() {
    this.#api = await createCentralApi({
      file: this.file,
      clock,
      personas: this.people,
      recipients: [centreKeys],
      // Thousands of visits in a minute, through one kiosk.
      limits: { ...KIOSK_LIMITS, perSecond: 1e6, burst: 1e6 },
    });
    this.#api.subscribe((event) => {
      if (event.event === 'card-update-settled') this.#settled += event.relays;
    });
  }

  get api(): CentralApi {
    if (!this.#api) throw new Error('the centre is not started');
    return this.#api;
  }

  /** Relays that a card settled through a later one, counted as they were told. */
  get settled(): number {
    return this.#settled;
  }

  restart(): void {
    const old = this.api;
    this.#starting = old.close().then(() => this.#start());
  }

  /** Enrols a kiosk; what it is then known by outlives restarts. */
  async enrol(name: string): Promise<KioskWithin> {
    await this.#starting;
    return kioskWithin(this.api, name);
  }

  /** What a kiosk reaches the centre with, whichever process of it runs. */
  fetchAs({ certificate }: KioskWithin): typeof fetch {
    return async (...request) => {
      await this.#starting;
      this.requests += 1;
      return this.api.fetchAs(certificate)(...request);
    };
  }

  async close() {
    await this.#starting;
    await this.api.close();
  }
}

/** A kiosk that can lose its network, its reader and its life. */
export class Kiosk {
  readonly reader = new InProcessReader();
  #driver: CardReaderPort;
  #journal: Journal;
  networkUp = true;
  /** Operations that a killed run left behind, as the next one found them. */
  leftInDoubt = 0;

  readonly #enrolled: Promise<KioskWithin>;

  constructor(
    readonly name: 'borne-1' | 'borne-2',
    private readonly folder: string,
    private readonly centre: Centre,
  ) {
    this.#enrolled = centre.enrol(name);
    this.#driver = openReader(this.reader, randomBytes, today);
    this.#journal = this.#openJournal();
  }

  get journal(): Journal {
    return this.#journal;
  }

  #openJournal() {
    const file = join(this.folder, `${this.name}.db`);
    const recipient = recipientOf(centreKeys.publicKey);
    const journal = openJournal({ file, kiosk: this.name, bootId: 'run', clock, randomBytes, recipient });
    if (!journal.ok) throw new Error(journal.error.detail);
    this.leftInDoubt += journal.value.leftInDoubt;
    return journal.value;
  }

  #http() {
    const reach: typeof fetch = async (...request) => {
      if (!this.networkUp) throw new TypeError('the cable is cut');
      return this.centre.fetchAs(await this.#enrolled)(...request);
    };
    return { url: 'https://centre.invalid', fetch: reach, timers: globalThis };
  }

  /** Ends the process, between two instructions: nothing of it speaks to the card, the disk or the network any more. */
  kill(): void {
    this.#journal.close();
    void this.#driver.close();
    this.networkUp = false;
  }

  /** What the next process does first. */
  rise(): void {
    this.#journal = this.#openJournal();
    this.#driver = openReader(this.reader, randomBytes, today);
    this.networkUp = true;
  }

  async present(card: SimulatedCard): Promise<{ token: InsertionToken; content: VitaleContent }> {
    await this.reader.insert(card);
    return this.read();
  }

  /** Reads the card that is in. */
  async read(): Promise<{ token: InsertionToken; content: VitaleContent }> {
    const state = this.#driver.state();
    if (state.reader !== 'occupied') throw new Error(`expected a card, found ${JSON.stringify(state)}`);
    const content = await this.#driver.readVitale(state.token);
    if (!content.ok) throw new Error(`expected a card that reads: ${content.error.detail}`);
    return { token: state.token, content: content.value };
  }

  update(
    token: InsertionToken,
    content: VitaleContent,
    options?: CardUpdateOptions,
  ): Promise<CardUpdateResult> {
    const { serial, updates } = content;
    const ports = {
      cardReader: this.#driver,
      journal: this.#journal,
      cardUpdates: createCardUpdateClient(this.#http()),
    };
    return updateCard(ports, { token, serial: serial as CardSerial, ...(updates && { updates }) }, options);
  }

  /** Delivers the whole journal. */
  async deliver(): Promise<void> {
    const signer = await this.#enrolled;
    const client = createCentralClient({ ...this.#http(), signer });
    const uplink = createUplink({ journal: this.#journal, client, verify: signer.verify });
    for (;;) {
      const delivery = await uplink.deliver();
      if (delivery.delivery === 'nothing-to-send') return;
      if (delivery.delivery !== 'acknowledged') throw new Error(`the journal was ${delivery.delivery}`);
    }
  }

  async close() {
    await this.#driver.close();
    this.#journal.close();
  }
}

/** A folder for a world, and the way to take it away. */
export function temporaryFolder(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'borne-card-update-'));
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}
