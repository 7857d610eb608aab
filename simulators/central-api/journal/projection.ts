import { OccurrenceBody, OperationBegun, OperationSettled, RecordHeader } from '@borne/sync/contract/record';
import type { Kysely, Transaction } from 'kysely';
import { Compile } from 'typebox/compile';
import { countOperation } from '../fleet/people.ts';
import type { RecipientRing } from '../recipients.ts';
import type { Store } from '../store/store.ts';
import type { Tables } from '../store/tables.ts';
import { parseJson, readBody } from './bodies.ts';

const header = Compile(RecordHeader);
const begun = Compile(OperationBegun);
const settled = Compile(OperationSettled);
const occurrence = Compile(OccurrenceBody);

export interface Stream {
  readonly kiosk: string;
  readonly epoch: string;
}

export interface HeldRecord extends Stream {
  readonly seq: number;
  readonly header: string;
  readonly body: Uint8Array;
  readonly received_at: number;
}

/** Why a record makes no sense, or undefined when it was taken into account. */
type Oddity = string | undefined;

async function begin(trx: Transaction<Tables>, kiosk: string, body: OperationBegun) {
  const { id, operation } = body;
  const added = await trx
    .insertInto('operation')
    .values({
      kiosk,
      id,
      kind: operation.kind,
      document_number: operation.kind === 'attestation-droits' ? operation.documentNumber : null,
      relay: operation.kind === 'card-update' ? operation.relay : null,
      outcome: 'in-doubt',
      settled: 0,
      records: 1,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return added.numInsertedOrUpdatedRows === 1n ? undefined : 'the operation was begun before';
}

async function settle(trx: Transaction<Tables>, kiosk: string, { id, outcome }: OperationSettled) {
  const changed = await trx
    .updateTable('operation')
    .set((eb) => ({ outcome, settled: 1, records: eb('records', '+', 1) }))
    .where('kiosk', '=', kiosk)
    .where('id', '=', id)
    .where('settled', '=', 0)
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n ? undefined : 'no operation was waiting for this outcome';
}

async function project(trx: Transaction<Tables>, ring: RecipientRing, record: HeldRecord): Promise<Oddity> {
  const head = parseJson(record.header);
  if (!header.Check(head)) return 'the header does not fit the contract';
  if (head.kiosk !== record.kiosk || head.epoch !== record.epoch || head.seq !== record.seq)
    return 'the header names another place in another journal';
  await countOperation(trx, head, record.received_at);
  const said = readBody(ring, head, record.header, record.body);
  if ('oddity' in said) return said.oddity;
  const { body } = said;
  if (head.type === 'operation-begun')
    return begun.Check(body) ? begin(trx, record.kiosk, body) : 'the intent does not fit the contract';
  if (head.type === 'operation-settled')
    return settled.Check(body) ? settle(trx, record.kiosk, body) : 'the outcome does not fit the contract';
  return occurrence.Check(body) && body.kind === head.type
    ? undefined
    : 'the occurrence does not fit the contract';
}

/** Records read in one transaction: many enough that its flush costs little, few enough that nobody waits for it long. */
const AT_ONCE = 100;

/** A record that makes no sense, and why. */
export interface Odd {
  readonly seq: number;
  readonly reason: string;
}

/** `odd`: what was set apart. `more`: there may be more to read. */
export interface Read {
  readonly odd: readonly Odd[];
  readonly more: boolean;
}

/**
 * Reads the next records of a stream into the operations, or into quarantine, and moves on, in one transaction: each counts once
 * whatever happens, and however many processes read. When another one reads this stream now, `skip` leaves it to it and `wait`
 * waits for it.
 */
export function projectSome(
  store: Store,
  ring: RecipientRing,
  { kiosk, epoch }: Stream,
  ifClaimed: 'skip' | 'wait',
): Promise<Read> {
  return store.transact(async (trx) => {
    const claimed = await trx
      .selectFrom('projection')
      .select('seq')
      .where('kiosk', '=', kiosk)
      .where('epoch', '=', epoch)
      .$if(store.engine === 'postgres', (query) => query.forUpdate())
      .$if(store.engine === 'postgres' && ifClaimed === 'skip', (query) => query.skipLocked())
      .executeTakeFirst();
    if (claimed === undefined) return { odd: [], more: false };
    const records = await trx
      .selectFrom('record')
      .select(['kiosk', 'epoch', 'seq', 'header', 'body', 'received_at'])
      .where('kiosk', '=', kiosk)
      .where('epoch', '=', epoch)
      .where('seq', '>', claimed.seq)
      .orderBy('seq')
      .limit(AT_ONCE)
      .execute();
    const last = records.at(-1);
    if (last === undefined) return { odd: [], more: false };
    const odd: Odd[] = [];
    for (const record of records) {
      const reason = await project(trx, ring, record);
      if (reason !== undefined) odd.push({ seq: record.seq, reason });
    }
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
    return { odd, more: records.length === AT_ONCE };
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
