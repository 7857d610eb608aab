import { RecordHeader } from '@borne/sync/contract/record';
import type { Kysely } from 'kysely';
import { Compile } from 'typebox/compile';
import type { RecipientRing } from '../recipients.ts';
import type { Tables } from '../store/tables.ts';
import { parseJson, readBody } from './bodies.ts';

/** A record as it was received. */
export interface OpenedRecord {
  readonly kiosk: string;
  readonly epoch: string;
  readonly seq: number;
  readonly header: string;
  readonly body: Buffer;
  /** What the body says; absent when nobody here can tell. */
  readonly content?: unknown;
  readonly hash: string;
}

/** Batches that contradict what is held, and records that make no sense. */
export interface SetApart {
  readonly forks: number;
  readonly quarantined: readonly { readonly seq: number; readonly reason: string }[];
}

const recordHeader = Compile(RecordHeader);

function contentOf(ring: RecipientRing, header: string, body: Uint8Array): { readonly content?: unknown } {
  const fields = parseJson(header);
  const said = recordHeader.Check(fields) && readBody(ring, fields, header, body);
  return said && 'body' in said ? { content: said.body } : {};
}

/** Every record held, in order, opened with `ring`: for tests and the bench, as long as there are few. */
export async function heldRecords(db: Kysely<Tables>, ring: RecipientRing): Promise<OpenedRecord[]> {
  const rows = await db
    .selectFrom('record')
    .select(['kiosk', 'epoch', 'seq', 'header', 'body', 'hash'])
    .orderBy('kiosk')
    .orderBy('epoch')
    .orderBy('seq')
    .execute();
  return rows.map((row) => ({
    ...row,
    body: Buffer.from(row.body),
    ...contentOf(ring, row.header, row.body),
  }));
}

export async function setApart(db: Kysely<Tables>): Promise<SetApart> {
  const forks = await db.selectFrom('fork').select('id').execute();
  const quarantined = await db.selectFrom('quarantine').select(['seq', 'reason']).orderBy('seq').execute();
  return { forks: forks.length, quarantined };
}
