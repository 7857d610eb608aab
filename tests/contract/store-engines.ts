import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@borne/simulators/central-api/store/open-store';
import { postgresStore } from '@borne/simulators/central-api/store/postgres';
import type { Pool } from '@borne/simulators/central-api/store/postgres-pool';
import type { Store } from '@borne/simulators/central-api/store/store';
import {
  noPostgres,
  type PostgresServer,
  startPostgres,
} from '@borne/simulators/postgres-server/postgres-server';
import { PGlite } from '@electric-sql/pglite';

/** An empty database. `open` gives the same one each time, as several processes would open it where the engine lets them. */
export interface EmptyDatabase {
  readonly address?: string;
  open(): Promise<Store>;
  remove(): Promise<void>;
}

/** An engine under the centre's store, as far as it is installed here. */
export interface StoreEngine {
  readonly name: string;
  /** Why it cannot be tested here. */
  readonly missing?: string;
  /** Whether several processes may have one database open and write. */
  readonly shared: boolean;
  createDatabase(): Promise<EmptyDatabase>;
  stop(): Promise<void>;
}

const sqlite: StoreEngine = {
  name: 'SQLite',
  shared: false,
  async createDatabase() {
    const folder = mkdtempSync(join(tmpdir(), 'borne-store-'));
    const address = join(folder, 'central.db');
    return {
      address,
      open: () => openStore(address),
      remove: async () => rmSync(folder, { recursive: true }),
    };
  },
  stop: async () => undefined,
};

/** One server a file of tests, started with its first database. */
function postgres(): StoreEngine {
  const missing = noPostgres();
  // What is missing is a failure in CI and a reason elsewhere.
  if (missing !== undefined && process.env.CI === 'true') throw new Error(missing);
  let server: Promise<PostgresServer> | undefined;
  async function start() {
    const started = await startPostgres();
    if (!started.ok) throw new Error(started.error);
    return started.value;
  }
  return {
    name: 'PostgreSQL',
    ...(missing === undefined ? {} : { missing }),
    shared: true,
    async createDatabase() {
      server ??= start();
      const address = await (await server).createDatabase();
      return { address, open: () => openStore(address), remove: async () => undefined };
    },
    stop: async () => (await server)?.stop(),
  };
}

/** PostgreSQL compiled for JavaScript, in memory: its dialect, and no more. One session, which those who ask share in turn. */
const pglite: StoreEngine = {
  name: 'PGlite',
  shared: false,
  async createDatabase() {
    const database = await PGlite.create();
    return { open: () => postgresStore(poolOn(database)), remove: () => database.close() };
  },
  stop: async () => undefined,
};

function poolOn(database: PGlite): Pool {
  let free = Promise.resolve();
  async function run<R>(text: string, values: readonly unknown[]) {
    const { rows, affectedRows = 0 } = await database.query<R>(text, [...values]);
    const command = text.trimStart().split(/\s/, 1)[0]?.toUpperCase() as 'SELECT';
    return { command, rowCount: affectedRows, rows };
  }
  const connect: Pool['connect'] = async () => {
    let release: () => void = () => undefined;
    const before = free;
    free = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    return { query: run as never, release: () => release() };
  };
  return {
    connect,
    async query({ text, values }) {
      const client = await connect();
      try {
        return await run(text, values);
      } finally {
        client.release();
      }
    },
    end: async () => undefined,
  };
}

/** Every engine that the store is written for; none runs yet. Stop each in the end. */
export const storeEngines = (): readonly StoreEngine[] => [sqlite, postgres(), pglite];
