import { setTimeout as delay } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import type { Kysely } from 'kysely';
import type { Tables } from '../store/tables.ts';
import type { Writers } from '../store/writers.ts';
import type { Delivered, PlacedRecord } from './delivered.ts';
import type { Ingested, Intake } from './intake.ts';
import { type Held, judge, nothing } from './judge.ts';

/** Most batches in one transaction: 3,200 records at most, some twenty milliseconds of the thread. */
const MOST_AT_ONCE = 32;

/** Milliseconds for which others who wait to write go first, at most: that is how often they look. */
const OTHERS_FIRST = 100;

interface Waiting {
  readonly delivered: Delivered;
  readonly now: number;
  readonly resolve: (ingested: Ingested) => void;
  readonly reject: (thrown: unknown) => void;
}

/**
 * The intake on SQLite: statements prepared once, and a transaction that gives the thread to nobody, which costs a third of one
 * made of promises. It takes its turn on its connection with everything else there. Batches that come together are flushed together:
 * the more kiosks, the less each flush costs.
 */
export function sqliteIntake(db: Kysely<Tables>, database: Database.Database, writers: Writers): Intake {
  const watermark = database.prepare<[string, string], Held>(
    'SELECT seq, head FROM watermark WHERE kiosk = ? AND epoch = ?',
  );
  const hashes = database.prepare<[string, string, number, number], { seq: number; hash: string }>(
    'SELECT seq, hash FROM record WHERE kiosk = ? AND epoch = ? AND seq BETWEEN ? AND ?',
  );
  const begin = database.prepare(
    'INSERT INTO watermark (kiosk, epoch, seq, head, since) VALUES (?, ?, ?, ?, ?)',
  );
  const beginProjection = database.prepare('INSERT INTO projection (kiosk, epoch, seq) VALUES (?, ?, 0)');
  const move = database.prepare('UPDATE watermark SET seq = ?, head = ? WHERE kiosk = ? AND epoch = ?');
  const prove = database.prepare(
    `INSERT INTO batch (kiosk, epoch, from_seq, to_seq, prev, head, signature, certificate, received_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const add = database.prepare(
    'INSERT INTO record (kiosk, epoch, seq, header, body, hash, received_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );

  function keep(
    { kiosk, epoch, from, to, prev, head, signature, certificate }: Delivered,
    fresh: readonly PlacedRecord[],
    now: number,
  ) {
    for (const { seq, header, body, hash } of fresh) add.run(kiosk, epoch, seq, header, body, hash, now);
    prove.run(kiosk, epoch, from, to, prev, head, signature, certificate ?? null, now);
  }

  function take({ delivered, now }: Waiting): Ingested {
    const { kiosk, epoch, from, to } = delivered;
    const row = watermark.get(kiosk, epoch);
    const held = row ?? nothing;
    const known = new Map(
      (from > held.seq ? [] : hashes.all(kiosk, epoch, from - 1, Math.min(to, held.seq))).map(
        ({ seq, hash }) => [seq, hash],
      ),
    );
    const judged = judge(delivered, held, (seq) => known.get(seq));
    if (judged.judgement === 'gap') return { ingested: 'gap', watermark: { epoch, ...held } };
    if (judged.judgement === 'forked') return { ingested: 'forked', reason: judged.reason };

    const { fresh, watermark: reached } = judged;
    if (fresh.length > 0) {
      keep(delivered, fresh, now);
      if (row) move.run(reached.seq, reached.head, kiosk, epoch);
      else {
        begin.run(kiosk, epoch, reached.seq, reached.head, now);
        beginProjection.run(kiosk, epoch);
      }
    }
    return { ingested: 'acknowledged', watermark: { epoch, ...reached }, kept: fresh.length };
  }

  const takeAll = database.transaction((group: readonly Waiting[]) =>
    group.map((each) => ({ ...each, ingested: take(each) })),
  );
  const waiting: Waiting[] = [];

  /** Takes the batches that came meanwhile with one flush for all of them, each judged after those before it. */
  function takeGroup() {
    const group = waiting.splice(0, MOST_AT_ONCE);
    try {
      for (const { resolve, ingested } of takeAll.immediate(group)) resolve(ingested);
    } catch (thrown) {
      for (const { reject } of group) reject(thrown);
    }
    if (waiting.length > 0) setImmediate(takeNextGroup);
  }

  /** After whatever else has arrived by now was read, those who wait in other threads have written, and when it is this connection's turn. */
  async function takeNextGroup() {
    for (let passed = 0; writers.anyWaits && passed < OTHERS_FIRST; passed += 1) await delay(1);
    await db
      .connection()
      .execute(async () => takeGroup())
      .catch((closed) => {
        for (const { reject } of waiting.splice(0)) reject(closed);
      });
  }

  return (delivered, now) =>
    new Promise((resolve, reject) => {
      waiting.push({ delivered, now, resolve, reject });
      if (waiting.length === 1) setImmediate(takeNextGroup);
    });
}
