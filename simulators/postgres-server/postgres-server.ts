import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { err, ok, type Result } from '@borne/domain/result';
import pg from 'pg';

/** Where Debian keeps each version's programs. */
const DEBIAN = '/usr/lib/postgresql';

/** Needs no more than this many connections for three processes and a test that looks. */
const SETTINGS = ['listen_addresses=', 'max_connections=60', 'log_min_messages=fatal', 'max_wal_size=2GB'];

/** Longest wait for a server to accept connections, milliseconds; one second is usual. */
const PATIENCE = 120_000;

/** Milliseconds between two questions whether it does. */
const PAUSE = 50;

/** As much of what a server says is kept to be told, in characters. */
const LONGEST_REASON = 4000;

/**
 * `sh -c … <name> <folder> <program…>`: becomes the server; a process beside it stops the server and removes the folder when its
 * standard input ends, as it does with whoever started this, however that ended. It is nobody's child: PostgreSQL takes note of its own.
 * Its standard output stays open for as long as it has something to do.
 */
const TIED_TO_ITS_STARTER = `
folder=$1; shift
(
  (
    cat <&3 >/dev/null
    kill -INT $$
    while [ -e "$folder/data/postmaster.pid" ] && kill -0 $$; do sleep 0.05; done
    rm -rf "$folder"
  ) 2>/dev/null &
) 3<&0
exec "$@" </dev/null
`;

/** A PostgreSQL server of one's own, on a socket in a folder of its own; it flushes as a real one does. It ends with this process. */
export interface PostgresServer {
  /** Which one it is, for example `PostgreSQL 15.20`. */
  readonly version: string;
  /** Makes an empty database; returns its URL. */
  createDatabase(): Promise<string>;
  /** Stops it and removes everything. */
  stop(): Promise<void>;
}

/** Where to look and how long to wait, for tests of this. */
export interface PostgresOptions {
  /** Folder of `initdb` and `postgres`; the newest installed one by default. */
  readonly programs?: string;
  /** Where its own folder is made. */
  readonly within?: string;
  /** Longest wait until it accepts connections, milliseconds. */
  readonly patience?: number;
}

/** The folder of the newest installed version's programs; undefined when there is none. */
function findPrograms(): string | undefined {
  if (!existsSync(DEBIAN)) return undefined;
  const versions = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
  return versions
    .map((version) => join(DEBIAN, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')));
}

const NOT_INSTALLED = 'PostgreSQL is not installed (Debian: apt-get install postgresql)';

/** Why no server can be started here, before one is; undefined when one should. */
export const noPostgres = (): string | undefined =>
  findPrograms() === undefined ? NOT_INSTALLED : undefined;

interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

/** PostgreSQL does not run as root: then it runs as the user that its package made, or as `nobody`. */
function unprivileged(): Result<Owner, string> {
  if (process.getuid?.() !== 0) return ok({});
  for (const user of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout);
    if (uid && gid) return ok({ uid: Number(uid), gid: Number(gid) });
  }
  return err('PostgreSQL cannot run as root, and there is neither a user postgres nor a user nobody');
}

/** An empty folder that `owner` may use. */
function makeFolder(within: string, { uid, gid }: Owner): Result<string, string> {
  const folder = mkdtempSync(join(within, 'borne-pg-'));
  if (uid === undefined || gid === undefined) return ok(folder);
  chownSync(folder, uid, gid);
  if (spawnSync('test', ['-w', folder], { uid, gid }).status === 0) return ok(folder);
  rmSync(folder, { recursive: true });
  return err(
    `PostgreSQL runs as user ${uid}, who cannot enter ${within}: expected TMPDIR to name a folder that everybody may enter`,
  );
}

/** Starts a server; the error says why there is none, and then nothing is left of it. */
export async function startPostgres({
  programs = findPrograms(),
  within = tmpdir(),
  patience = PATIENCE,
}: PostgresOptions = {}): Promise<Result<PostgresServer, string>> {
  if (programs === undefined) return err(NOT_INSTALLED);
  const owner = unprivileged();
  if (!owner.ok) return owner;
  const made = makeFolder(within, owner.value);
  if (!made.ok) return made;
  const folder = made.value;
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (owner.value.uid !== undefined && owner.value.gid !== undefined)
    chownSync(data, owner.value.uid, owner.value.gid);

  const initdb = spawnSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'borne', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
    { ...owner.value, cwd: folder, encoding: 'utf8' },
  );
  if (initdb.status !== 0) {
    rmSync(folder, { recursive: true });
    return err(`initdb failed: ${initdb.error?.message ?? initdb.stderr}`);
  }
  const settings = [...SETTINGS, `unix_socket_directories=${folder}`].flatMap((each) => ['-c', each]);
  const server = new ServerProcess(
    folder,
    [join(programs, 'postgres'), '-D', data, ...settings],
    owner.value,
  );
  const url = (database: string) =>
    `postgres://borne@localhost/${database}?host=${encodeURIComponent(folder)}`;
  const version = await accepting(server, url('postgres'), patience);
  if (!version.ok) {
    await server.stop();
    return version;
  }
  let databases = 0;
  return ok({
    version: version.value,
    async createDatabase() {
      databases += 1;
      const name = `centre_${databases}`;
      await query(url('postgres'), `CREATE DATABASE ${name}`, PATIENCE);
      return url(name);
    },
    stop: () => server.stop(),
  });
}

/** The process of a server, which lives no longer than this one. */
class ServerProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #closed: Promise<unknown>;
  #said = '';

  constructor(
    private readonly folder: string,
    command: readonly string[],
    owner: Owner,
  ) {
    const args = ['-c', TIED_TO_ITS_STARTER, 'postgres-server', folder, ...command];
    this.#child = spawn('/bin/sh', args, { ...owner, cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#closed = once(this.#child, 'close');
    this.#child.stdout.resume();
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.#said = `${this.#said}${chunk}`.slice(-LONGEST_REASON);
    });
  }

  /** How it ended, with what it said; undefined while it runs. */
  get ended(): string | undefined {
    const { exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null) return undefined;
    return `${exitCode ?? signalCode}: ${this.said}`;
  }

  get said(): string {
    return this.#said.trim() || 'it said nothing';
  }

  /** Resolves when it has ended and its folder is gone. */
  async stop(): Promise<void> {
    this.#child.stdin.end();
    await this.#closed;
    // The server's user may have emptied it and not be allowed to take it away.
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** One statement over a connection of its own, which may take `patience` milliseconds to open and as many to answer. */
async function query(url: string, sql: string, patience: number) {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: patience,
    query_timeout: patience,
  });
  // A server that stops ends connections that nobody waits on.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Asks until the server answers with its version, ends, or has been waited for long enough. */
async function accepting(
  server: ServerProcess,
  url: string,
  patience: number,
): Promise<Result<string, string>> {
  const until = performance.now() + patience;
  for (;;) {
    if (server.ended !== undefined) return err(`PostgreSQL ended as it started, with ${server.ended}`);
    const left = Math.ceil(until - performance.now());
    if (left <= 0) return err(`PostgreSQL did not answer within ${patience} ms: ${server.said}`);
    try {
      const { rows } = await query(url, 'SHOW server_version', left);
      return ok(`PostgreSQL ${String(rows[0]?.server_version).split(' ')[0]}`);
    } catch {
      await delay(PAUSE);
    }
  }
}
