import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GENESIS } from '../contract/journal.ts';
import { openDatabase } from './database.ts';
import { migrations } from './schema.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'borne-database-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (file: string) =>
  openDatabase({
    file,
    maxBytes: 1_000_000,
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

  it('refuses what cannot flush', () => {
    expect(open(':memory:')).toMatchObject({
      error: { code: 'unusable', detail: expect.stringContaining('expected journal_mode wal') },
    });
  });

  it('overwrites what it deletes', () => {
    const opened = open(join(folder, 'journal.db'));
    if (!opened.ok) throw new Error(opened.error.detail);
    expect(opened.value.database.pragma('secure_delete', { simple: true })).toBe(1);
    opened.value.database.close();
  });
});
