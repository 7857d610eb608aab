import { randomBytes } from 'node:crypto';
import { closeSync, fdatasyncSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as idle } from 'node:timers/promises';
import type { Clock } from '@borne/domain/time';
import { createSealer } from '@borne/sync/envelope/envelope';
import { newKeyPair } from '@borne/sync/envelope/hpke';
import { recipientOf } from '@borne/sync/envelope/recipient';
import { LOG_BYTES } from '@borne/sync/journal/database';
import { openJournal } from '@borne/sync/journal/journal';
import { lengthenLog } from '@borne/sync/journal/log-room';
import Database from 'better-sqlite3';
import { type Comparison, compare, type Subject } from './compare.ts';
import { type Measurement, quantile } from './measurement.ts';

const BUSY_ROUNDS = 9;
const BUSY_COUNT = 200;
/** Of records with a pause between: enough for a 99th percentile, once all of it has been compiled. */
const PAUSED = 2000;
const WARMING_UP = 600;

/**
 * One durable record of the journal against one overwrite of 4 KiB that is flushed, on the same disk: one after the other without a
 * pause, as no kiosk writes, and with one, in which the next record's keys are agreed on.
 */
export async function journalAppend(clock: Clock): Promise<(Comparison | Measurement)[]> {
  const folder = mkdtempSync(join(tmpdir(), 'borne-bench-'));
  const opened = openJournal({
    file: join(folder, 'journal.db'),
    kiosk: 'bench',
    bootId: 'bench',
    clock,
    randomBytes,
    recipient: recipientOf(newKeyPair().publicKey),
    seal: createSealer(setImmediate),
  });
  if (!opened.ok) throw new Error(opened.error.detail);
  const journal = opened.value;
  const file = openSync(join(folder, 'floor'), 'w+');
  const page = Buffer.alloc(4096, 1);
  const bare = bareDatabase(join(folder, 'bare.db'));

  const record = once('journal record, durable', () => journal.record({ kind: 'card-forgotten' }));
  const flushed = once('overwrite 4 KiB + fsync', () => {
    writeSync(file, page, 0, page.length, 0);
    fsyncSync(file);
  });
  const dataFlushed = once('overwrite 4 KiB + fdatasync', () => {
    writeSync(file, page, 0, page.length, 0);
    fdatasyncSync(file);
  });
  const inserted = once('bare row of 400 bytes, SQLite, WAL and FULL', bare.insert);
  try {
    const now = () => clock.monotonic();
    const busy = { rounds: BUSY_ROUNDS, count: BUSY_COUNT, now };
    const withoutPause = await compare(record, flushed, busy);
    const paused = await timedWithPauses([record, flushed, dataFlushed, inserted], now);
    return [withoutPause, ...paused];
  } finally {
    journal.close();
    bare.close();
    closeSync(file);
    rmSync(folder, { recursive: true });
  }
}

const once = (name: string, act: () => unknown): Subject => ({
  name,
  async run(count) {
    for (let index = 0; index < count; index++) await act();
  },
});

/** What SQLite itself takes for a row as long as a record, on the package, the settings and the full-length log of the journal. */
function bareDatabase(file: string) {
  const database = new Database(file);
  database.pragma('locking_mode = EXCLUSIVE');
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec('CREATE TABLE record (seq INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT');
  lengthenLog(`${file}-wal`, LOG_BYTES);
  const insert = database.prepare('INSERT INTO record (body) VALUES (?)');
  const body = Buffer.alloc(400, 1);
  return { insert: () => insert.run(body), close: () => database.close() };
}

/** Times one of each in turns, with a turn of the event loop between; the first of `subjects` is told as a share of the others. */
async function timedWithPauses(subjects: readonly Subject[], now: () => number): Promise<Measurement[]> {
  const timed = subjects.map(({ name, run }) => ({ name, run, times: [] as number[] }));
  for (let index = 0; index < WARMING_UP + PAUSED; index++)
    for (const { run, times } of timed) {
      await idle();
      await idle();
      const start = now();
      await run(1);
      if (index >= WARMING_UP) times.push((now() - start) * 1000);
    }
  const at = (times: readonly number[], share: number) => quantile(times, share);
  const [ours, ...floors] = timed;
  if (ours === undefined) return [];
  return floors.map((floor) => {
    const share = (at(floor.times, 0.5) / at(ours.times, 0.5)).toFixed(2);
    const tail = (at(ours.times, 0.99) / at(floor.times, 0.99)).toFixed(2);
    return {
      subject: `${ours.name}, with a pause before each`,
      result: `${share} of ${floor.name} (medians ${at(ours.times, 0.5).toFixed(0)} and ${at(floor.times, 0.5).toFixed(0)} µs); 99th percentile ${tail} times its`,
    };
  });
}
