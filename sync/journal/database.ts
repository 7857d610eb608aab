import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { err, ok, type Result } from '@borne/domain/result';
import Database from 'better-sqlite3';
import { lengthenLog } from './log-room.ts';
import { migrations } from './schema.ts';
import { createStore, type FileStore, findBreak, type Store } from './store.ts';

const PAGE_BYTES = 4096;
/** What is kept of the write-ahead log when it is used again from its start: SQLite does that after a thousand pages. */
export const LOG_BYTES = 4 * 1024 * 1024;
/** Pages that a transaction adds, at most: a record with the longest body, its operation, and what their trees split into. */
const MOST_PAGES_ADDED = 16;
/** How full the file is matters above this share of the allotment: it is counted each time then. */
const NEARLY_FULL = 0.9;
/** Below it, what is told may be short of the truth by so much. */
const TOLERANCE = 0.01;

/** Why a journal file cannot be used. `damaged` alone is a state of the file; the others need a person. */
export interface OpenError {
  readonly code: 'damaged' | 'in-use' | 'other-kiosk' | 'newer-schema' | 'unusable';
  readonly detail: string;
  readonly cause?: unknown;
}

/** A journal file that is open and was checked. Its calls throw a `SqliteError` when the file or its disk fails. */
export interface OpenFile {
  readonly store: Store;
  /** Runs `work` in one transaction, which is on disk and flushed once this returns. When it throws, it may be there or not. */
  transaction<T>(work: () => T): T;
  /** Share of the allotment in use, 0 to 1, to a hundredth; pages freed by a purge count as free. */
  fill(): number;
  /** Forces whatever was written, and perhaps not flushed, into the file itself. */
  checkpoint(): void;
  close(): void;
}

/** The same on a real file. */
export interface OpenDatabase extends OpenFile {
  readonly database: Database.Database;
}

export interface DatabaseOptions {
  readonly file: string;
  readonly maxBytes: number;
  readonly kiosk: string;
  readonly genesis: string;
  readonly newEpoch: () => string;
  /** Length that the write-ahead log is given before it is written to; by default it grows as it is. */
  readonly logBytes?: number;
}

const sqliteCode = (cause: unknown) => (cause instanceof Database.SqliteError ? cause.code : undefined);

const isDamage = (code: string | undefined) => code !== undefined && /^SQLITE_(NOTADB|CORRUPT)/.test(code);

/** What a failure to open `file` comes from. */
export function openError(file: string, cause: unknown): OpenError {
  const code = sqliteCode(cause);
  if (code === 'SQLITE_BUSY' || code === 'SQLITE_LOCKED')
    return { code: 'in-use', detail: `${file}: another process holds the journal`, cause };
  if (isDamage(code)) return { code: 'damaged', detail: `${file}: not a sound SQLite file (${code})`, cause };
  const reason = cause instanceof Error ? cause.message : String(cause);
  return { code: 'unusable', detail: `${file}: ${reason}`, cause };
}

/**
 * Flushing must be set by hand: better-sqlite3 is compiled so that WAL turns `synchronous` down to NORMAL, which loses
 * acknowledged rows at a power cut. EXCLUSIVE keeps a second host from settling this one's operations.
 */
function configure(database: Database.Database) {
  database.pragma('locking_mode = EXCLUSIVE');
  database.pragma(`page_size = ${PAGE_BYTES}`);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('secure_delete = ON');
  database.pragma(`journal_size_limit = ${LOG_BYTES}`);
}

/** To be called after a first write: until then SQLite reports the level that was asked for, not the one in force. */
function flushingFault(database: Database.Database): string | undefined {
  const mode = database.pragma('journal_mode', { simple: true });
  const synchronous = database.pragma('synchronous', { simple: true });
  return mode === 'wal' && synchronous === 2
    ? undefined
    : `expected journal_mode wal and synchronous 2 (FULL), found ${mode} and ${synchronous}`;
}

function migrate(database: Database.Database) {
  const from = Number(database.pragma('user_version', { simple: true }));
  migrations.slice(from).forEach((step, index) => {
    database.transaction(() => {
      database.exec(step);
      database.pragma(`user_version = ${from + index + 1}`);
    })();
  });
}

function check(
  database: Database.Database,
  store: FileStore,
  options: DatabaseOptions,
): OpenError | undefined {
  const { file, kiosk } = options;
  const fault = flushingFault(database);
  if (fault) return { code: 'unusable', detail: `${file}: ${fault}` };
  const stream = store.stream();
  if (stream.kiosk !== kiosk)
    return {
      code: 'other-kiosk',
      detail: `${file}: the journal of kiosk ${stream.kiosk}, expected ${kiosk}`,
    };
  const pages = database.pragma('quick_check(1)', { simple: true });
  const broken = pages === 'ok' ? findBreak(store) : String(pages);
  return broken === undefined ? undefined : { code: 'damaged', detail: `${file}: ${broken}` };
}

/** How full the file is, counted again when enough was done since to have changed it. */
function filling(database: Database.Database) {
  const count = (pragma: string) => database.prepare<[], number>(`PRAGMA ${pragma}`).pluck();
  const [pages, free, most] = [count('page_count'), count('freelist_count'), count('max_page_count')];
  let counted: { readonly share: number; readonly goodFor: number } | undefined;
  let transactions = 0;
  return {
    grew() {
      transactions += 1;
    },
    share(): number {
      if (counted && transactions < counted.goodFor) return counted.share;
      const allotment = most.get() ?? 1;
      const share = ((pages.get() ?? 0) - (free.get() ?? 0)) / allotment;
      const goodFor = share < NEARLY_FULL ? Math.floor((allotment * TOLERANCE) / MOST_PAGES_ADDED) : 0;
      counted = { share, goodFor };
      transactions = 0;
      return share;
    },
  };
}

function openFile(
  database: Database.Database,
  store: FileStore,
  { file, logBytes = 0 }: DatabaseOptions,
): OpenDatabase {
  // Made once: to make a transaction takes as long as to flush one.
  const immediately = database.transaction((work: () => unknown) => work()).immediate;
  const fill = filling(database);
  return {
    database,
    store,
    transaction<T>(work: () => T): T {
      fill.grew();
      try {
        return immediately(work) as T;
      } catch (failed) {
        store.rolledBack();
        throw failed;
      }
    },
    fill: fill.share,
    checkpoint() {
      database.pragma('wal_checkpoint(TRUNCATE)');
      lengthenLog(`${file}-wal`, logBytes);
    },
    close: () => database.close(),
  };
}

/**
 * Opens or creates the file, brings its schema up to date, and proves that it flushes, that it is this kiosk's and that
 * its chain holds. Nothing is changed in a file that is refused, but for its schema.
 */
export function openDatabase(options: DatabaseOptions): Result<OpenDatabase, OpenError> {
  const { file } = options;
  let database: Database.Database | undefined;
  const refuse = (error: OpenError) => {
    database?.close();
    return err(error);
  };
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    database = new Database(file, { timeout: 1000 });
    configure(database);
    const version = Number(database.pragma('user_version', { simple: true }));
    if (version > migrations.length)
      return refuse({
        code: 'newer-schema',
        detail: `${file}: schema ${version}, this program knows up to ${migrations.length}`,
      });
    migrate(database);
    // Not before: a file that is full must still take a step of its schema.
    database.pragma(`max_page_count = ${Math.floor(options.maxBytes / PAGE_BYTES)}`);
    const store = createStore(database);
    // A real write at every opening (SQLite skips one that changes nothing), so that flushing can be asserted before it counts.
    database.transaction(() => {
      if (store.hasStream()) store.countOpening();
      else store.createStream(options.kiosk, options.newEpoch(), options.genesis);
    })();
    const error = check(database, store, options);
    return error ? refuse(error) : ok(openFile(database, store, options));
  } catch (cause) {
    return refuse(openError(file, cause));
  }
}

/**
 * Renames a file and its companions out of the way, keeping them for whoever will look into them. `suffix` tells two of
 * them apart. Returns the new name.
 */
export function setAside(file: string, why: 'damaged' | 'refused', suffix: string): string {
  let target = `${file}.${why}-${suffix}`;
  for (let copy = 2; existsSync(target); copy += 1) target = `${file}.${why}-${suffix}-${copy}`;
  for (const companion of ['-wal', '-shm', ''])
    if (existsSync(`${file}${companion}`)) renameSync(`${file}${companion}`, `${target}${companion}`);
  return target;
}

/** Files of this journal that were set aside as damaged. */
export function damagedFilesBeside(file: string): number {
  const damaged = `${basename(file)}.damaged-`;
  try {
    return readdirSync(dirname(file)).filter((name) => name.startsWith(damaged) && !/-(wal|shm)$/.test(name))
      .length;
  } catch {
    return 0;
  }
}

/** Whether there is no room left, in the file's allotment or on the disk. */
export const isFull = (cause: unknown) => sqliteCode(cause)?.startsWith('SQLITE_FULL') ?? false;
