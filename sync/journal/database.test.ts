import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GENESIS } from '../contract/journal.ts';
import { chainHash } from './chain.ts';
import { openDatabase } from './database.ts';
import { migrations } from './schema.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'borne-database-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const old = { header: '{}', body: Buffer.from('{}') };

const open = (file: string, maxBytes = 1_000_000) =>
  openDatabase({
    file,
    maxBytes,
    kiosk: 'borne-1',
    genesis: GENESIS,
    newEpoch: () => '0'.repeat(32),
  });

describe('opening the database', () => {
  it('flushes at every commit, which the package in WAL does not do by itself', () => {
    const control = new Database(join(folder, 'control.db'));
    control.pragma('journal_mode = WAL');
    control.exec('CREATE TABLE any_first_write (x)');
    expect(control.pragma('synchronous', { simple: true })).toBe(1);
    control.close();

    const opened = open(join(folder, 'journal.db'));
    if (!opened.ok) throw new Error(opened.error.detail);
    const { database } = opened.value;
    expect(database.pragma('synchronous', { simple: true })).toBe(2);
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    database.close();
  });

  it('brings a file of the first schema up to date, with what it holds', () => {
    const file = join(folder, 'journal.db');
    const old = new Database(file);
    old.exec(migrations[0] ?? '');
    old.exec(
      `INSERT INTO stream VALUES (1, 'borne-1', '${'a'.repeat(32)}', 0, '${GENESIS}', 0, '${GENESIS}', 0)`,
    );
    old.pragma('user_version = 1');
    old.close();
    for (const openings of [1, 2]) {
      const opened = open(file);
      if (!opened.ok) throw new Error(opened.error.detail);
      const { database, store } = opened.value;
      expect(store.stream().epoch).toBe('a'.repeat(32));
      expect(database.pragma('user_version', { simple: true })).toBe(migrations.length);
      expect(database.prepare('SELECT openings FROM stream').pluck().get()).toBe(openings);
      database.close();
    }
  });

  it('keeps what the centre has, of a file of an older schema, as if it had just taken it', () => {
    const file = join(folder, 'journal.db');
    const hashes = [1, 2, 3, 4].reduce<string[]>(
      (chain) => [...chain, chainHash(chain.at(-1) ?? GENESIS, old)],
      [],
    );
    const database = new Database(file);
    database.exec(migrations.slice(0, 2).join(''));
    database
      .prepare(`INSERT INTO stream VALUES (1, 'borne-1', ?, 4, ?, 0, ?, 3, 1)`)
      .run('a'.repeat(32), hashes[3], GENESIS);
    hashes.forEach((hash, index) => {
      database
        .prepare('INSERT INTO record VALUES (?, ?, ?, ?, ?)')
        .run(index + 1, old.header, old.body, hash, [1000, 1000, 2000, null][index]);
    });
    database.pragma('user_version = 2');
    database.close();

    const opened = open(file);
    if (!opened.ok) throw new Error(opened.error.detail);
    const { store } = opened.value;
    const kept = () => [...store.allRecords()].map(({ seq }) => seq);
    expect(store.stream().openFor).toBe(0);
    store.purgeAcknowledgedBefore(0);
    expect(kept()).toEqual([1, 2, 3, 4]);
    expect(store.purgeOldestBatch()).toBe(true);
    expect(kept()).toEqual([3, 4]);
    expect(store.purgeOldestBatch()).toBe(true);
    expect(store.purgeOldestBatch()).toBe(false);
    expect(kept()).toEqual([4]);
    opened.value.close();
  });

  describe('of a file that wrote down with each record how far it goes', () => {
    function fileOf(records: number): string {
      const file = join(folder, 'journal.db');
      const database = new Database(file);
      database.exec(migrations.slice(0, 4).join(''));
      let head = GENESIS;
      for (let seq = 1; seq <= records; seq += 1) {
        head = chainHash(head, old);
        database
          .prepare('INSERT INTO record (seq, header, body, hash) VALUES (?, ?, ?, ?)')
          .run(seq, old.header, old.body, head);
      }
      database.prepare(`INSERT INTO stream VALUES (1, 'borne-1', ?, 3, ?, 0, ?, 0, 1, 60000)`).run(
        'a'.repeat(32),
        [1, 2, 3].reduce((chain) => chainHash(chain, old), GENESIS),
        GENESIS,
      );
      database.pragma('user_version = 4');
      database.close();
      return file;
    }

    it('goes on after its last record', () => {
      const file = fileOf(3);
      for (const seq of [3, 4]) {
        const opened = open(file);
        if (!opened.ok) throw new Error(opened.error.detail);
        const { store, close } = opened.value;
        const before = store.stream();
        expect(before).toMatchObject({ epoch: 'a'.repeat(32), seq, openFor: 60000 });
        expect(before.head).toBe(store.hashAt(seq));
        expect(store.append(() => old)).toBe(seq + 1);
        expect(store.stream()).toMatchObject({ seq: seq + 1, head: chainHash(before.head, old) });
        close();
      }
    });

    it('finds that its end is lost', () => {
      expect(open(fileOf(2))).toMatchObject({
        error: { code: 'damaged', detail: expect.stringContaining('the last record is 2, expected 3') },
      });
    });
  });

  it('finds that records are lost which it had when it last heard of the centre', () => {
    const file = join(folder, 'journal.db');
    const opened = open(file);
    if (!opened.ok) throw new Error(opened.error.detail);
    const { store, database } = opened.value;
    for (const _ of [1, 2, 3]) store.append(() => old);
    store.acknowledge(2, 0);
    database.exec('DELETE FROM record WHERE seq > 2');
    database.close();
    expect(open(file)).toMatchObject({
      error: { code: 'damaged', detail: expect.stringContaining('the last record is 2, expected 3') },
    });
  });

  it('brings up to date even a file that has no page left', () => {
    const file = join(folder, 'journal.db');
    const database = new Database(file);
    database.exec(migrations.slice(0, 2).join(''));
    database
      .prepare(`INSERT INTO stream VALUES (1, 'borne-1', ?, 0, ?, 0, ?, 0, 1)`)
      .run('a'.repeat(32), GENESIS, GENESIS);
    database.pragma('user_version = 2');
    const pages = Number(database.pragma('page_count', { simple: true }));
    database.close();
    const opened = open(file, pages * 4096);
    if (!opened.ok) throw new Error(opened.error.detail);
    expect(opened.value.fill()).toBe(1);
    opened.value.close();
  });

  it('refuses what cannot flush', () => {
    expect(open(':memory:')).toMatchObject({
      error: { code: 'unusable', detail: expect.stringContaining('expected journal_mode wal') },
    });
  });

  it('overwrites what it deletes', () => {
    const opened = open(join(folder, 'journal.db'));
    if (!opened.ok) throw new Error(opened.error.detail);
    const { store, checkpoint, close } = opened.value;
    store.append(() => ({ header: '{}', body: Buffer.from('to be overwritten') }));
    const holds = () => readFileSync(join(folder, 'journal.db')).includes('to be overwritten');
    checkpoint();
    expect(holds()).toBe(true);
    store.acknowledge(1, 0);
    expect(store.purgeOldestBatch()).toBe(true);
    checkpoint();
    expect(holds()).toBe(false);
    close();
  });
});
