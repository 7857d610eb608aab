import { setImmediate } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { countOperations } from '../fleet/people.ts';
import type { RecipientRing } from '../recipients.ts';
import type { Store } from '../store/store.ts';
import type { Tables } from '../store/tables.ts';
import { type Odd, writeOperations } from './operations.ts';
import { type ReadRecord, readRecord, type WaitingRecord } from './reading.ts';

export interface Stream {
  readonly kiosk: string;
  readonly epoch: string;
}

/** Records read in one transaction: so many that its flush costs little. */
const AT_ONCE = 100;

/** Bodies opened before whatever else waits has its turn: some two milliseconds. */
const IN_ONE_GO = 8;

/** `odd`: what was set apart. `more`: there may be more to read. `waiting`: what nothing is read past, for want of its key. */
export interface Read {
  readonly odd: readonly Odd[];
  readonly more: boolean;
  readonly waiting?: WaitingRecord;
}

const nothingRead: Read = { odd: [], more: false };

/** The next records after the last one that was read, their bodies open, up to one whose key is not held here. Nobody is kept waiting: no transaction, no lock, and pauses. */
async function readAhead({ db }: Store, ring: RecipientRing, { kiosk, epoch }: Stream) {
  const place = await db
    .selectFrom('projection')
    .select('seq')
    .where('kiosk', '=', kiosk)
    .where('epoch', '=', epoch)
    .executeTakeFirst();
  if (place === undefined) return undefined;
  const held = await db
    .selectFrom('record')
    .select(['kiosk', 'epoch', 'seq', 'header', 'body', 'received_at'])
    .where('kiosk', '=', kiosk)
    .where('epoch', '=', epoch)
    .where('seq', '>', place.seq)
    .orderBy('seq')
    .limit(AT_ONCE)
    .execute();
  const records: ReadRecord[] = [];
  for (const record of held) {
    const read = readRecord(ring, record);
    if ('waitsFor' in read) return { after: place.seq, records, waiting: read };
    records.push(read);
    if (records.length % IN_ONE_GO === 0) await setImmediate();
  }
  return { after: place.seq, records };
}

/**
 * Reads the next records of a stream into the operations, or into quarantine, and moves on, in one transaction: each counts once
 * whatever happens, and however many processes read. It never moves past a record whose key is not held here: one who holds it reads on, be
 * it this process once its key file is the right one. When another one writes what it read of this stream now, `skip` leaves it to it and
 * `wait` waits for it.
 */
export async function projectSome(
  store: Store,
  ring: RecipientRing,
  stream: Stream,
  ifClaimed: 'skip' | 'wait',
): Promise<Read> {
  const { kiosk, epoch } = stream;
  const ahead = await readAhead(store, ring, stream);
  const last = ahead?.records.at(-1);
  if (ahead === undefined) return nothingRead;
  const { after, records, waiting } = ahead;
  const stopped = waiting && { waiting };
  if (last === undefined) return { ...nothingRead, ...stopped };
  return store.transact(async (trx) => {
    const claimed = await trx
      .selectFrom('projection')
      .select('seq')
      .where('kiosk', '=', kiosk)
      .where('epoch', '=', epoch)
      .$if(store.engine === 'postgres', (query) => query.forUpdate())
      .$if(store.engine === 'postgres' && ifClaimed === 'skip', (query) => query.skipLocked())
      .executeTakeFirst();
    if (claimed === undefined) return nothingRead;
    // Somebody else wrote it since: on from there.
    if (claimed.seq !== after) return { odd: [], more: true };
    const counted = records.flatMap(({ header, receivedAt }) => (header ? [{ ...header, receivedAt }] : []));
    await countOperations(trx, counted);
    const odd = await writeOperations(trx, store.engine, kiosk, records);
    if (odd.length > 0)
      await trx
        .insertInto('quarantine')
        .values(odd.map(({ seq, reason }) => ({ kiosk, epoch, seq, reason })))
        .execute();
    await trx
      .updateTable('projection')
      .set({ seq: last.seq })
      .where('kiosk', '=', kiosk)
      .where('epoch', '=', epoch)
      .execute();
    return { odd, more: records.length === AT_ONCE, ...stopped };
  });
}

/** The streams of which something is left to read, of one kiosk or of all. */
export function unreadStreams(db: Kysely<Tables>, kiosk?: string): Promise<Stream[]> {
  return db
    .selectFrom('projection')
    .innerJoin('watermark', (join) =>
      join
        .onRef('watermark.kiosk', '=', 'projection.kiosk')
        .onRef('watermark.epoch', '=', 'projection.epoch')
        .onRef('watermark.seq', '>', 'projection.seq'),
    )
    .select(['projection.kiosk', 'projection.epoch'])
    .$if(kiosk !== undefined, (query) => query.where('projection.kiosk', '=', kiosk ?? ''))
    .execute();
}
