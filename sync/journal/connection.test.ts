import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ok } from '@borne/domain/result';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GENESIS } from '../contract/journal.ts';
import { type Connection, connect } from './connection.ts';
import { type OpenFile, openDatabase } from './database.ts';
import type { Store } from './store.ts';

/** How the next commits end: `kept-but-failed` is a flush that failed after the pages were written, as fsync may. */
type Fault = 'lost' | 'kept-but-failed';

let folder: string;
let faults: Fault[];
let openings: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'borne-connection-'));
  faults = [];
  openings = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

const failure = () => new Database.SqliteError('disk I/O error', 'SQLITE_IOERR_FSYNC');

/** The real file behind transactions that fail on demand. */
const faulty = (opened: OpenFile): OpenFile => ({
  ...opened,
  transaction(work) {
    const fault = faults.shift();
    if (fault === undefined) return opened.transaction(work);
    if (fault === 'kept-but-failed') opened.transaction(work);
    else
      opened.transaction(() => {
        work();
        throw failure();
      });
    throw failure();
  },
});

function start(): Connection {
  const connected = connect(() => {
    openings += 1;
    const opened = openDatabase({
      file: join(folder, 'journal.db'),
      maxBytes: 1_000_000,
      kiosk: 'borne-1',
      genesis: GENESIS,
      newEpoch: () => '0'.repeat(32),
    });
    return opened.ok ? ok(faulty(opened.value)) : opened;
  });
  if (!connected.ok) throw new Error(connected.error.detail);
  return connected.value;
}

const append = (text: string) => (store: Store) =>
  ok(store.append(() => ({ header: '{}', body: Buffer.from(text) })));
const contents = (connection: Connection) =>
  connection.read((store) => [...store.allRecords()].map(({ body }) => body.toString()));

describe('a commit that fails', () => {
  it('counts when the record is found on disk after all, and is not written twice', () => {
    const connection = start();
    faults = ['kept-but-failed'];
    expect(connection.commit(append('one'))).toEqual({ ok: true, value: 1 });
    expect(contents(connection)).toEqual(['one']);
    expect(openings).toBe(2);
    // Not merely read back, perhaps from memory: moved into the main file, which was flushed.
    expect(statSync(join(folder, 'journal.db-wal')).size).toBe(0);
    connection.close();
  });

  it('is done again when the record is not found', () => {
    const connection = start();
    faults = ['lost'];
    expect(connection.commit(append('one'))).toEqual({ ok: true, value: 1 });
    expect(contents(connection)).toEqual(['one']);
    connection.close();
  });

  it('is in doubt when it fails again, and the next one works once the disk does', () => {
    const connection = start();
    faults = ['lost', 'lost'];
    expect(connection.commit(append('one'))).toMatchObject({
      error: { code: 'in-doubt', cause: { code: 'SQLITE_IOERR_FSYNC' } },
    });
    expect(connection.commit(append('two'))).toEqual({ ok: true, value: 1 });
    expect(contents(connection)).toEqual(['two']);
    connection.close();
  });

  it('does not take an earlier record for the one that failed', () => {
    const connection = start();
    connection.commit(append('one'));
    faults = ['lost', 'lost'];
    expect(connection.commit(append('one')).ok).toBe(false);
    expect(contents(connection)).toEqual(['one']);
    connection.close();
  });

  it('does not hide a bug in the work', () => {
    const connection = start();
    const buggy = (store: Store) => {
      append('undone')(store);
      throw new TypeError('a bug');
    };
    expect(() => connection.commit(buggy)).toThrow(TypeError);
    expect(openings).toBe(1);
    expect(connection.commit(append('one'))).toEqual({ ok: true, value: 1 });
    expect(contents(connection)).toEqual(['one']);
    connection.close();
  });
});
