import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { err, ok, type Result } from '@borne/domain/result';
import pg from 'pg';

/** Where Debian keeps each version's programs. */
const DEBIAN = '/usr/lib/postgresql';

/** Needs no more than this many connections for three processes and a test that looks. */
const SETTINGS = ['listen_addresses=', 'max_connections=60', 'log_min_messages=fatal', 'max_wal_size=2GB'];

/** A PostgreSQL server of one's own, on a socket in a folder of its own; it flushes as a real one does. */
export interface PostgresServer {
  /** Which one it is, for example `PostgreSQL 15.20`. */
  readonly version: string;
  /** Makes an empty database; returns its URL. */
  createDatabase(): Promise<string>;
  /** Stops it and removes everything. */
  stop(): Promise<void>;
}

/** The folder of the newest installed version's programs; undefined when there is none. */
function findPrograms(): string | undefined {
  if (!existsSync(DEBIAN)) return undefined;
  const versions = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
  return versions
    .map((version) => join(DEBIAN, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')));
}

/** PostgreSQL does not run as root: then it runs as the user that its package made, or as `nobody`. */
function unprivileged(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  for (const user of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout);
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error('PostgreSQL cannot run as root, and there is neither a user postgres nor a user nobody');
}

/** Starts a server; the error says why there is none. */
export async function startPostgres(): Promise<Result<PostgresServer, string>> {
  const programs = findPrograms();
  if (programs === undefined) return err(`PostgreSQL is not installed (Debian: apt-get install postgresql)`);
  const owner = unprivileged();
  const folder = mkdtempSync(join(tmpdir(), 'borne-pg-'));
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (owner.uid !== undefined && owner.gid !== undefined)
    for (const path of [folder, data]) chownSync(path, owner.uid, owner.gid);

  const initdb = spawnSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'borne', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
    { ...owner, cwd: folder, encoding: 'utf8' },
  );
  if (initdb.status !== 0) {
    rmSync(folder, { recursive: true });
    return err(`initdb failed: ${initdb.stderr}`);
  }
  const settings = [...SETTINGS, `unix_socket_directories=${folder}`].flatMap((each) => ['-c', each]);
  const server = spawn(join(programs, 'postgres'), ['-D', data, ...settings], {
    ...owner,
    cwd: folder,
    stdio: 'ignore',
  });
  const url = (database: string) =>
    `postgres://borne@localhost/${database}?host=${encodeURIComponent(folder)}`;
  const version = await accepting(server, url('postgres'));
  let databases = 0;
  return ok({
    version,
    async createDatabase() {
      databases += 1;
      const name = `centre_${databases}`;
      await query(url('postgres'), `CREATE DATABASE ${name}`);
      return url(name);
    },
    async stop() {
      // "Fast": sessions are ended, nothing is waited for.
      server.kill('SIGINT');
      if (server.exitCode === null) await once(server, 'exit');
      rmSync(folder, { recursive: true });
    },
  });
}

async function query(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Asks until the server answers; throws when it ended instead. */
async function accepting(server: ChildProcess, url: string): Promise<string> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode} as it started`);
    try {
      const { rows } = await query(url, 'SHOW server_version');
      return `PostgreSQL ${String(rows[0]?.server_version).split(' ')[0]}`;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
