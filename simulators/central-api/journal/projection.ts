import { OccurrenceBody, OperationBegun, OperationSettled, RecordHeader } from '@borne/sync/contract/record';
import type { Kysely, Transaction } from 'kysely';
import { Compile } from 'typebox/compile';
import type { RecipientRing } from '../recipients.ts';
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

/**
 * Reads the next record of a stream into the operations, or into quarantine, and moves on, in one transaction: each
 * record counts once whatever happens. Returns the record's position and what is odd about it; undefined at the end.
 */
export function projectNext(
  db: Kysely<Tables>,
  ring: RecipientRing,
  { kiosk, epoch }: Stream,
): Promise<{ readonly seq: number; readonly oddity: Oddity } | undefined> {
  return db.transaction().execute(async (trx) => {
    const record = await trx
      .selectFrom('record')
      .innerJoin('watermark', (join) =>
        join.onRef('watermark.kiosk', '=', 'record.kiosk').onRef('watermark.epoch', '=', 'record.epoch'),
      )
      .select(['record.kiosk', 'record.epoch', 'record.seq', 'record.header', 'record.body'])
      .where('record.kiosk', '=', kiosk)
      .where('record.epoch', '=', epoch)
      .whereRef('record.seq', '>', 'watermark.projected_seq')
      .orderBy('record.seq')
      .limit(1)
      .executeTakeFirst();
    if (record === undefined) return undefined;
    const { seq } = record;
    const oddity = await project(trx, ring, record);
    if (oddity !== undefined)
      await trx.insertInto('quarantine').values({ kiosk, epoch, seq, reason: oddity }).execute();
    await trx
      .updateTable('watermark')
      .set({ projected_seq: seq })
      .where('kiosk', '=', kiosk)
      .where('epoch', '=', epoch)
      .execute();
    return { seq, oddity };
  });
}
