import type { X509Certificate } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { ok } from '@borne/domain/result';
import type { CardSerial } from '@borne/domain/rights';
import type { Clock } from '@borne/domain/time';
import type { CentralKeys } from '@borne/sync/contract/central-keys';
import { type KeyPair, newKeyPair } from '@borne/sync/envelope/hpke';
import type { CentralOperation } from '../bench/contract.ts';
import type { Persona } from '../personas/persona.ts';
import { type CardUpdateEvent, CardUpdates, type CardUpdatesOptions } from './card-updates/card-updates.ts';
import { CardUpdateLedger } from './card-updates/ledger.ts';
import { addCardUpdateRoutes } from './card-updates/routes.ts';
import { assertHolds, centralKeys, publishKeys, rotateSigningKey } from './central-keys.ts';
import { openGate } from './delivery-gate.ts';
import { openDownlink } from './downlink/open-downlink.ts';
import type { Publisher } from './downlink/publisher.ts';
import { Fleet } from './fleet/fleet.ts';
import { createMetrics } from './fleet/metrics.ts';
import { openFleet } from './fleet/open-fleet.ts';
import { isOperator } from './fleet/operator-check.ts';
import { fetchWithin } from './identity/fetch-within.ts';
import { KioskRegistry } from './identity/kiosk-registry.ts';
import { kioskServer } from './identity/kiosk-server.ts';
import { addIdentityRoutes } from './identity/routes.ts';
import { type Purpose, SigningKeys } from './identity/signing-keys.ts';
import { failed, type JournalEvent } from './journal/event.ts';
import { heldRecords, type OpenedRecord, type SetApart, setApart } from './journal/held-records.ts';
import { listOperations } from './journal/operation-list.ts';
import { addJournalRedirect } from './journal/redirect.ts';
import { addJournalRoute } from './journal/routes.ts';
import { addLimits, type Limits, noKiosk, PEOPLE_LIMITS } from './limits.ts';
import { ringOf } from './recipients.ts';
import { putPersonas, Registry } from './registry/registry.ts';
import { openReports, type ReportsElsewhere } from './reports/reports.ts';
import type { ThreadListener } from './reports/reports-thread.ts';
import type { ThreadStart } from './reports/thread-protocol.ts';
import { addRoutes, type OperationsPage } from './routes.ts';
import { addSealCertification, addSealRoutes } from './seals/routes.ts';
import { SealRegistry } from './seals/seal-registry.ts';
import { addVerifier } from './seals/verifier.ts';
import { createServer } from './server.ts';
import { openStore } from './store/open-store.ts';
import type { Store } from './store/store.ts';

/** What happens at the centre, for a log, a page or a test. Holds no personal data. */
export type CentralEvent = JournalEvent | CardUpdateEvent;

/** `file`: a SQLite file, `:memory:`, or the URL of a PostgreSQL database (`postgres://…`). `store`: one that is open; closed with the API. */
type StoreOption = { readonly file: string } | { readonly store: Store };

export type CentralApiOptions = StoreOption & CentralOptions;

interface CentralOptions {
  readonly clock: Clock;
  /** People whom the registry has besides those in the store; without a `registry` it does not know them. */
  readonly personas: readonly Persona[];
  /** Key pairs that kiosks seal their records to, the one to use first; by default a new one, which dies with the process. */
  readonly recipients?: readonly KeyPair[];
  /** Whether this process reads what it takes, behind the deliveries; another on the same store may. It does by default. */
  readonly readsRecords?: boolean;
  /** Where what kiosks report is taken: in this thread, unless it is given one of its own, whose port kiosks are then told of. */
  readonly reports?: OpenElsewhere | undefined;
  /** Records that the whole fleet may deliver in a second, in the long run. */
  readonly recordsPerSecond?: number | undefined;
  /** What one kiosk may ask for. */
  readonly limits?: Limits;
  /** Names and addresses that kiosks reach it by; by default those of this machine alone. */
  readonly names?: readonly string[];
  /** What lets operators in to the fleet page and the metrics; without one, nobody is. */
  readonly operatorSecret?: string;
  /** Seconds between two heartbeats of one kiosk; 60 by default. */
  readonly heartbeatEvery?: number;
  /** Place of the first certificate of seals, from 1; drawn by default. */
  readonly firstSeal?: number;
  /** Keys, opposed cards and closures; by default the simulation's keys and no closure. */
  readonly cards?: CardUpdatesOptions;
}

/** Starts a thread for what kiosks report. */
export type OpenElsewhere = (
  needs: Pick<
    ThreadStart,
    'recipients' | 'readsRecords' | 'names' | 'limits' | 'recordsPerSecond' | 'writers'
  >,
  listener: ThreadListener,
) => Promise<ReportsElsewhere>;

export interface CentralApi {
  /** Listens for kiosks on `port` (0: any) of `host` (by default this machine only) and returns the origin, `https://127.0.0.1:1234`. */
  listen(port: number, host?: string): Promise<string>;
  /** The origin, once it listens. */
  readonly url: string;
  /** Where kiosks deliver their journals, once it listens: at `url`, or where whoever does so there is sent. */
  readonly deliveryUrl: string;
  /** Listens for people, in clear, and returns the origin: the page that checks seals and what it needs, nothing of a kiosk. */
  listenForPeople(port: number, host?: string): Promise<string>;
  /** The kiosks of the fleet: codes to enrol them with, and revocation. */
  readonly kiosks: KioskRegistry;
  /** The keys with which the centre signs. */
  readonly signing: SigningKeys;
  /** What is sent down to kiosks. */
  readonly publisher: Publisher;
  /** How the kiosks are. */
  readonly fleet: Fleet;
  /** Makes a key with which the centre is to sign, and tells kiosks. Two rotations must be further apart than kiosks are ever offline. */
  rotate(purpose: Purpose): ReturnType<SigningKeys['rotate']>;
  /** The public keys that kiosks are given when they enrol. */
  keys(): CentralKeys;
  /** `fetch` without a network, as from a connection with this certificate: for tests and simulations within the process. */
  fetchAs(certificate: X509Certificate | undefined): typeof fetch;
  /** What kiosks did, oldest first, once every record received so far has been read. */
  operations(): Promise<CentralOperation[]>;
  /** Every record held, in order. */
  records(): Promise<OpenedRecord[]>;
  /** What was set apart: forked batches, and records that make no sense. */
  setApart(): Promise<SetApart>;
  /** The authority of the documents' seals. */
  readonly seals: SealRegistry;
  /** Every attempt to update a card, oldest first, what became of it, and what was odd. */
  cardUpdates(): ReturnType<CardUpdates['report']>;
  /** Calls back after each event; returns the way to stop. */
  subscribe(listener: (event: CentralEvent) => void): () => void;
  close(): Promise<void>;
}

/**
 * The reference central API: what a real centre would offer a kiosk, over a registry of fictional people. Opens its store
 * and reads what an earlier run left unread; `listen` then serves.
 */
export async function createCentralApi(options: CentralApiOptions): Promise<CentralApi> {
  const { clock, personas } = options;
  const store = 'store' in options ? options.store : await openStore(options.file);
  const { db } = store;

  const listeners = new Set<(event: CentralEvent) => void>();
  const tell = (event: CentralEvent) => {
    for (const listener of listeners) listener(event);
  };

  const tellFailure = (error: unknown) => tell(failed(error));

  const recipients = options.recipients ?? [newKeyPair()];
  const ring = ringOf(recipients);
  if (options.recipients)
    await assertHolds(ring, db).catch(async (mistake) => {
      await store.close();
      throw mistake;
    });

  async function operations(kiosk?: string, page?: OperationsPage): Promise<CentralOperation[]> {
    await reports.caughtUp(kiosk);
    return listOperations(db, kiosk, page);
  }

  const kiosks = await KioskRegistry.open(store, clock);
  const signing = await SigningKeys.open(store, () => clock.now());
  const keys = () => centralKeys(recipients, signing);
  const { names, limits, recordsPerSecond } = options;
  const {
    server,
    callers,
    close: closeServer,
  } = await kioskServer({ ...{ store, kiosks, clock, names, limits }, onFailure: tellFailure });
  addIdentityRoutes(server, { clock, callers, registry: kiosks, signing, keys });
  await putPersonas(store, personas);
  const registry = new Registry(db);
  const opposed = new Set([
    ...personas.flatMap((persona) => (persona.opposed ? [persona.card.serial] : [])),
    ...(await registry.opposed()),
  ]);
  const cards = { opposed, ...options.cards };
  const cardUpdates = new CardUpdates(new CardUpdateLedger(db), clock, registry.find, cards, tell);
  addCardUpdateRoutes(server, callers, cardUpdates);
  const seals = await SealRegistry.open(db, clock, options.firstSeal);
  addSealCertification(server, callers, seals);
  const peopleServer = await createServer(tellFailure);
  const isSpared = isOperator(options.operatorSecret);
  addLimits(peopleServer, PEOPLE_LIMITS, () => performance.now(), noKiosk, isSpared);
  for (const each of [server, peopleServer]) addSealRoutes(each, seals);
  addVerifier(peopleServer, {
    clock,
    findTrust: async (authority, id) => ok(await seals.trustOf(authority, id)),
  });
  const publisher = await openDownlink(server, {
    ...{ store, clock, check: callers },
    publishKeys: (published) => publishKeys(published, signing, recipients),
    signer: () => signing.signer('manifest'),
    opposed: cards.opposed as ReadonlySet<CardSerial>,
  });
  const fleet = new Fleet(store, clock);
  const metrics = createMetrics(store, fleet, clock);
  const { readsRecords = true } = options;
  const observe = metrics.observeIngest;
  const writers = store.writers?.shared;
  const elsewhere = await options
    .reports?.({ recipients, readsRecords, names, limits, recordsPerSecond, writers }, { tell, observe })
    .catch(async (mistake) => {
      await Promise.all([closeServer(), peopleServer.close()]);
      await store.close();
      throw mistake;
    });
  const reports = elsewhere ?? (await openReports(store, { recipients, readsRecords, clock, tell }));
  if ('deliveryPort' in reports) addJournalRedirect(server, reports.deliveryPort);
  else addJournalRoute(server, { callers, signing, reports, observe, gate: openGate(recordsPerSecond) });
  const { stop: stopFleet } = openFleet(server, peopleServer, {
    ...{ fleet, metrics, reports, clock, check: callers, operatorSecret: options.operatorSecret },
    manifestVersion: async (kiosk) => (await publisher.manifestFor(kiosk)).version,
    heartbeatEvery: options.heartbeatEvery ?? 60,
    onFailure: tellFailure,
  });
  addRoutes(server, {
    clock,
    callers,
    findInsured: registry.find,
    operationsOf: operations,
  });

  let url = '';
  return {
    async listen(port, host = '127.0.0.1') {
      await server.listen({ port, host });
      url = `https://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
      return url;
    },
    async listenForPeople(port, host = '127.0.0.1') {
      await peopleServer.listen({ port, host });
      return `http://127.0.0.1:${(peopleServer.server.address() as AddressInfo).port}`;
    },
    get url() {
      return url;
    },
    get deliveryUrl() {
      return 'deliveryPort' in reports ? `https://127.0.0.1:${reports.deliveryPort}` : url;
    },
    kiosks,
    signing,
    keys,
    publisher,
    fleet,
    rotate: (purpose) => rotateSigningKey(publisher, signing, purpose),
    fetchAs: (certificate) => fetchWithin(server, certificate),
    operations: () => operations(),
    records: () => heldRecords(db, ring),
    async setApart() {
      await reports.caughtUp();
      return setApart(db);
    },
    seals,
    cardUpdates: () => cardUpdates.report(),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      stopFleet();
      await Promise.all([closeServer(), peopleServer.close()]);
      await reports.stop();
      await store.close();
    },
  };
}
