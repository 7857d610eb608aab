import { CompiledQuery, type Kysely, type Transaction } from 'kysely';
import type { Pool } from '../store/postgres-pool.ts';
import { retried } from '../store/retries.ts';
import type { Tables } from '../store/tables.ts';
import type { Delivered, PlacedRecord } from './delivered.ts';
import type { Ingested, Intake } from './intake.ts';
import { type Held, judge, nothing } from './judge.ts';
import { createPartitions } from './partitions.ts';

/**
 * Records as five parameters: their bytes in one piece, where each begins in it (from 1), how long its header and its body are, and
 * its hash. Arrays of texts and bytes would be escaped here and read there, at twice the cost of the insertion.
 */
function pack(records: readonly PlacedRecord[]): readonly [Buffer, string, string, string, string] {
  const headers = records.map(({ header }) => Buffer.from(header));
  const pieces = records.flatMap(({ body }, index) => [headers[index] ?? empty, body]);
  let at = 1;
  const beginnings = records.map(({ body }, index) => {
    const begins = at;
    at += (headers[index] ?? empty).length + body.length;
    return begins;
  });
  return [
    Buffer.concat(pieces),
    beginnings.join(),
    headers.map(({ length }) => length).join(),
    records.map(({ body }) => body.length).join(),
    records.map(({ hash }) => hash).join(),
  ];
}

const empty = Buffer.alloc(0);

/** Inserts what was packed into the five parameters from number `packed` on; the rest are expressions. */
function unpack(
  place: Record<'kiosk' | 'epoch' | 'from' | 'now', string> & { readonly packed: number },
): string {
  const { kiosk, epoch, from, now, packed } = place;
  const list = (index: number) => `string_to_array($${packed + index}, ',')`;
  const bytes = `$${packed}::bytea`;
  return `INSERT INTO record (kiosk, epoch, seq, header, body, hash, received_at)
    SELECT ${kiosk}, ${epoch}, ${from} + each.nth - 1,
      convert_from(substring(${bytes} FROM each.at FOR each.header), 'UTF8'),
      substring(${bytes} FROM each.at + each.header FOR each.body), each.hash, ${now}
    FROM unnest(${list(1)}::int[], ${list(2)}::int[], ${list(3)}::int[], ${list(4)})
      WITH ORDINALITY AS each (at, header, body, hash, nth)`;
}

/**
 * The next batch of an honest kiosk, in one statement and so in one transaction: the watermark moves if it is where the batch
 * begins, and the records go in if it moved. Its row is locked from then to the commit, so two copies of a batch cannot both find it
 * there: this, and not an index, keeps (kiosk, epoch, seq) unique, since a unique index on partitions has to hold their date.
 */
const TAKE_NEXT = `
  WITH moved AS (
    UPDATE watermark SET seq = $4, head = $6
    WHERE kiosk = $1 AND epoch = $2 AND seq = $3 - 1 AND head = $5 RETURNING kiosk
  ), proven AS (
    INSERT INTO batch (kiosk, epoch, from_seq, to_seq, prev, head, signature, certificate, received_at)
    SELECT kiosk, $2, $3, $4, $5, $6, $7, $8, $9 FROM moved
  )
  ${unpack({ kiosk: '(SELECT kiosk FROM moved)', epoch: '$2', from: '$3', now: '$9', packed: 10 })}
  WHERE EXISTS (SELECT FROM moved)`;

const ADD = unpack({ kiosk: '$1', epoch: '$2', from: '$3::bigint', now: '$4::bigint', packed: 5 });

/** The intake on PostgreSQL. */
export function postgresIntake(db: Kysely<Tables>, pool: Pool): Intake {
  const partitions = createPartitions(db);

  async function takeNext(delivered: Delivered, now: number): Promise<Ingested | undefined> {
    const { kiosk, epoch, from, to, prev, head, signature, certificate } = delivered;
    const judged = judge(delivered, { seq: from - 1, head: prev }, () => undefined);
    if (from === 1 || judged.judgement !== 'kept') return undefined;
    const { fresh } = judged;
    const { rowCount } = await pool.query({
      name: 'take-next',
      text: TAKE_NEXT,
      values: [...[kiosk, epoch, from, to, prev, head, signature, certificate ?? null, now], ...pack(fresh)],
    });
    if (rowCount === 0) return undefined;
    return { ingested: 'acknowledged', watermark: { epoch, ...judged.watermark }, kept: fresh.length };
  }

  return async (delivered, now) => {
    await partitions.ready(now);
    return (
      (await retried(() => takeNext(delivered, now))) ??
      (await retried(() => db.transaction().execute((trx) => takeAny(trx, delivered, now))))
    );
  };
}

/** Any batch: the first of an epoch, one that overlaps what is held, and one that does not fit. */
async function takeAny(trx: Transaction<Tables>, delivered: Delivered, now: number): Promise<Ingested> {
  const { kiosk, epoch, from, to, prev, head, signature, certificate } = delivered;
  const row = await trx
    .selectFrom('watermark')
    .select(['seq', 'head'])
    .where('kiosk', '=', kiosk)
    .where('epoch', '=', epoch)
    .forUpdate()
    .executeTakeFirst();
  const held = row ?? nothing;
  const hashes = await hashesHeld(trx, delivered, held);
  const judged = judge(delivered, held, (seq) => hashes.get(seq));
  if (judged.judgement === 'gap') return { ingested: 'gap', watermark: { epoch, ...held } };
  if (judged.judgement === 'forked') return { ingested: 'forked', reason: judged.reason };

  const { fresh, watermark } = judged;
  if (fresh.length > 0) {
    if (row)
      await trx
        .updateTable('watermark')
        .set(watermark)
        .where('kiosk', '=', kiosk)
        .where('epoch', '=', epoch)
        .execute();
    else {
      // Of two processes that begin the same epoch, one fails here, and begins again.
      await trx
        .insertInto('watermark')
        .values({ kiosk, epoch, ...watermark, since: now })
        .execute();
      await trx.insertInto('projection').values({ kiosk, epoch, seq: 0 }).execute();
    }
    const first = fresh[0]?.seq ?? from;
    await trx.executeQuery(CompiledQuery.raw(ADD, [kiosk, epoch, first, now, ...pack(fresh)]));
    const place = { kiosk, epoch, from_seq: from, to_seq: to };
    await trx
      .insertInto('batch')
      .values({ ...place, prev, head, signature, certificate: certificate ?? null, received_at: now })
      .execute();
  }
  return { ingested: 'acknowledged', watermark: { epoch, ...watermark }, kept: fresh.length };
}

async function hashesHeld(trx: Transaction<Tables>, delivered: Delivered, held: Held) {
  const { kiosk, epoch, from, to } = delivered;
  if (from > held.seq) return new Map<number, string>();
  const rows = await trx
    .selectFrom('record')
    .select(['seq', 'hash'])
    .where('kiosk', '=', kiosk)
    .where('epoch', '=', epoch)
    .where('seq', '>=', from - 1)
    .where('seq', '<=', Math.min(to, held.seq))
    .execute();
  return new Map(rows.map(({ seq, hash }) => [seq, hash]));
}
