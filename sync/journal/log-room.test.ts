import { copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GENESIS } from '../contract/journal.ts';
import { LOG_BYTES, openDatabase } from './database.ts';
import { lengthenLog } from './log-room.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'borne-log-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function open(file: string) {
  const opened = openDatabase({
    file,
    maxBytes: 100_000_000,
    kiosk: 'borne-1',
    genesis: GENESIS,
    newEpoch: () => '0'.repeat(32),
    logBytes: LOG_BYTES,
  });
  if (!opened.ok) throw new Error(opened.error.detail);
  return opened.value;
}

const logOf = (file: string) => `${file}-wal`;
const long = { header: '{}', body: Buffer.alloc(4000, 1) };

describe('a log that was given its length', () => {
  it('keeps it, while it is written to its end and again from its start', () => {
    const file = join(folder, 'journal.db');
    const { store, transaction, checkpoint, close } = open(file);
    checkpoint();
    expect(statSync(logOf(file)).size).toBe(LOG_BYTES);
    for (let times = 0; times < 3; times += 1)
      transaction(() => {
        for (let count = 0; count < 600; count += 1) store.append(() => long);
      });
    expect(statSync(logOf(file)).size).toBe(LOG_BYTES);
    close();
  });

  it.each([0, 1, 3])('gives back what was committed to it before a power cut: %i records', (records) => {
    const [file, cut] = [join(folder, 'journal.db'), join(folder, 'cut.db')];
    const { store, transaction, checkpoint, close } = open(file);
    checkpoint();
    for (let count = 0; count < records; count += 1) transaction(() => store.append(() => long));
    for (const of of ['', '-wal']) copyFileSync(`${file}${of}`, `${cut}${of}`);
    close();
    const again = open(cut);
    expect([...again.store.allRecords()]).toHaveLength(records);
    expect(again.store.append(() => long)).toBe(records + 1);
    again.close();
  });
});

describe('lengthening', () => {
  it('leaves alone what is long enough, what has no room to grow, and what is not there', () => {
    const log = join(folder, 'log');
    writeFileSync(log, 'x'.repeat(5000));
    for (const bytes of [0, 4096, 2 ** 50]) lengthenLog(log, bytes);
    expect(statSync(log).size).toBe(5000);
    lengthenLog(log, 10_000);
    expect(statSync(log).size).toBe(10_000);
    lengthenLog(join(folder, 'none'), 4096);
    expect(() => statSync(join(folder, 'none'))).toThrow();
  });
});
