import type Database from 'better-sqlite3';
import type { Kysely } from 'kysely';
import type { Tables } from '../store/tables.ts';
import type { Delivered } from './delivered.ts';
import type { Ingested, Intake } from './intake.ts';
import { type Held, judge, nothing, type PlacedRecord } from './judge.ts';

/**
 * The intake on SQLite: statements prepared once, and a transaction that gives the thread to nobody, which costs a third of one
 * made of promises. It takes its turn on the one connection with everything else.
 */
export function sqliteIntake(db: Kysely<Tables>, database: Database.Database): Intake {
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
    { kiosk, epoch, from, to, batch, certificate }: Delivered,
    fresh: readonly PlacedRecord[],
    now: number,
  ) {
    for (const { seq, header, body, hash } of fresh) add.run(kiosk, epoch, seq, header, body, hash, now);
    if (batch.signature !== undefined)
      prove.run(kiosk, epoch, from, to, batch.prev, batch.head, batch.signature, certificate ?? null, now);
  }

  const take = database.transaction((delivered: Delivered, now: number): Ingested => {
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
  });

  return (delivered, now) => db.connection().execute(async () => take.immediate(delivered, now));
}
