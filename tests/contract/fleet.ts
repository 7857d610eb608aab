import { createPublicKey, randomBytes, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TlsOptions } from 'node:tls';
import { epochMilliseconds, milliseconds } from '@borne/domain/time';
import type { IssuedCertificate, StoredAuthority } from '@borne/simulators/central-api/authority';
import { type CentralApi, createCentralApi } from '@borne/simulators/central-api/central-api';
import {
  createFleetAuthority,
  issueKioskCertificate,
  issueServerCertificate,
} from '@borne/simulators/central-api/identity/fleet-authority';
import { openStore } from '@borne/simulators/central-api/store/open-store';
import { patientTimers } from '@borne/simulators/central-api/testing/patient-timers';
import { type Identity, openIdentity } from '@borne/sync/identity/identity';
import { newP256Key } from '@borne/sync/keys/new-key';

export const DAY = 86_400_000;

/** A clock that a test moves: the wall clock of one machine, over a time that passes for all. */
export class WallClock {
  /** How far off it is, in milliseconds. */
  off = 0;

  constructor(private readonly time: { now: number }) {}

  now = () => epochMilliseconds(this.time.now + this.off);
  monotonic = () => milliseconds(this.time.now);
}

/** A server that says it is the centre. */
export interface Pretender {
  readonly url: string;
  /** Requests that it was sent, and connections whose session was resumed. */
  readonly requests: string[];
  readonly resumed: () => number;
  close(): Promise<void>;
}

/** A fleet of a test: an authority whose key the test has, a centre, and kiosks. */
export class Fleet {
  readonly folder = mkdtempSync(join(tmpdir(), 'borne-fleet-'));
  readonly time = { now: Date.UTC(2026, 10, 22, 8) };
  readonly clock = new WallClock(this.time);
  readonly #closing: (() => Promise<unknown>)[] = [];
  #api!: CentralApi;

  private constructor(private readonly authority: StoredAuthority) {}

  static async start(): Promise<Fleet> {
    const fleet = new Fleet(await createFleetAuthority(Date.UTC(2026, 10, 22, 8)));
    const store = await openStore(join(fleet.folder, 'central.db'));
    const { privateKey: private_key, certificate } = fleet.authority;
    const row = { id: 'fleet', private_key, certificate, ticket_keys: randomBytes(48) };
    await store.db.insertInto('fleet_authority').values(row).execute();
    await store.close();
    await fleet.startCentre();
    return fleet;
  }

  /** Starts the centre, or starts it again; `meanwhile` is done to its store. */
  async startCentre(meanwhile?: (file: string) => void): Promise<void> {
    await this.#api?.close();
    const file = join(this.folder, 'central.db');
    meanwhile?.(file);
    const { clock } = this;
    this.#api = await createCentralApi({ file, clock, personas: [] });
    await this.#api.listen(0);
  }

  get api(): CentralApi {
    return this.#api;
  }

  get authorityPem(): string {
    return new X509Certificate(this.authority.certificate).toString();
  }

  /** The identity in the folder of `kiosk`, as its process opens it. */
  open(kiosk: string, { url = this.api.url, clock = this.clock, folder = kiosk } = {}): Identity {
    const place = join(this.folder, folder);
    const opened = openIdentity({
      folder: place,
      kiosk,
      url,
      authority: this.authorityPem,
      clock,
      timers: patientTimers,
    });
    if (!opened.ok) throw new Error(opened.error);
    this.#closing.push(() => opened.value.close());
    return opened.value;
  }

  async enrolled(kiosk: string): Promise<Identity> {
    const identity = this.open(kiosk);
    const { code } = await this.api.kiosks.newCode(kiosk);
    const enrolled = await identity.enrol(code);
    if (!enrolled.ok) throw new Error(enrolled.error.detail);
    return identity;
  }

  /** A server with a certificate of this fleet's authority, or of `authority`: for these names, issued at this time, or to a kiosk. */
  async pretender({
    authority = this.authority,
    names = ['127.0.0.1'],
    now = this.time.now,
    as = 'server',
    tls = {},
    answer = (_, response) => response.end('{}'),
  }: {
    readonly authority?: StoredAuthority;
    readonly names?: readonly string[];
    readonly now?: number;
    readonly as?: 'server' | 'kiosk';
    readonly tls?: TlsOptions;
    readonly answer?: RequestListener;
  } = {}): Promise<Pretender> {
    const privateKey = newP256Key();
    const spki = new Uint8Array(createPublicKey(privateKey).export({ type: 'spki', format: 'der' }));
    const { certificate }: IssuedCertificate =
      as === 'server'
        ? await issueServerCertificate(authority, { names, spki, now })
        : await issueKioskCertificate(authority, { name: 'borne-9', spki, now });
    const requests: string[] = [];
    let resumed = 0;
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const cert = new X509Certificate(certificate).toString();
    const server = createServer({ key, cert, ...tls }, (request, response) => {
      requests.push(`${request.method} ${request.url}`);
      response.setHeader('content-type', 'application/json');
      answer(request, response);
    });
    server.on('secureConnection', (socket) => {
      if (socket.isSessionReused()) resumed += 1;
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const close = () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    };
    this.#closing.push(close);
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { url, requests, resumed: () => resumed, close };
  }

  async close(): Promise<void> {
    await Promise.all(this.#closing.map((close) => close()));
    await this.#api.close();
    rmSync(this.folder, { recursive: true });
  }
}

/** What a kiosk is told when it asks for the rights of a card, over its own connections: a status, or why there is none. */
export async function ask(
  identity: Identity,
  url: string,
  path = '/v1/cards/1/rights',
): Promise<number | string> {
  try {
    const response = await identity.fetch(new URL(path, url));
    await response.text();
    return response.status;
  } catch (cause) {
    const inner = cause instanceof Error ? cause.cause : undefined;
    return inner instanceof Error ? inner.message : String(cause);
  }
}
