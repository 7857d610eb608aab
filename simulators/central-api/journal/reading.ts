import { OccurrenceBody, OperationBegun, OperationSettled, RecordHeader } from '@borne/sync/contract/record';
import { Compile } from 'typebox/compile';
import type { RecipientRing } from '../recipients.ts';
import { parseJson, readBody } from './bodies.ts';

const recordHeader = Compile(RecordHeader);
const begun = Compile(OperationBegun);
const settled = Compile(OperationSettled);
const occurrence = Compile(OccurrenceBody);

/** A record as it was stored. */
export interface HeldRecord {
  readonly kiosk: string;
  readonly epoch: string;
  readonly seq: number;
  readonly header: string;
  readonly body: Uint8Array;
  readonly received_at: number;
}

/** What a record says of operations, or why it makes no sense. */
export type Said =
  | { readonly said: 'begun'; readonly begun: OperationBegun }
  | { readonly said: 'settled'; readonly settled: OperationSettled }
  | { readonly said: 'nothing of operations' }
  | { readonly said: 'nonsense'; readonly oddity: string };

/** A record whose body was opened. `header`: absent when it does not fit the contract, or is another record's. */
export interface ReadRecord {
  readonly seq: number;
  readonly receivedAt: number;
  readonly header?: RecordHeader;
  readonly said: Said;
}

/** A record that only who holds the key of that name can read. */
export interface WaitingRecord {
  readonly seq: number;
  readonly waitsFor: string;
}

/** Reads one record: nearly all that this costs is the opening of its body. */
export function readRecord(ring: RecipientRing, record: HeldRecord): ReadRecord | WaitingRecord {
  const place = { seq: record.seq, receivedAt: record.received_at };
  const header = parseJson(record.header);
  if (!recordHeader.Check(header))
    return { ...place, said: nonsense('the header does not fit the contract') };
  if (header.kiosk !== record.kiosk || header.epoch !== record.epoch || header.seq !== record.seq)
    return { ...place, said: nonsense('the header names another place in another journal') };
  const read = readBody(ring, header, record.header, record.body);
  if ('waitsFor' in read) return { seq: record.seq, waitsFor: read.waitsFor };
  return {
    ...place,
    header,
    said: 'oddity' in read ? nonsense(read.oddity) : saidBy(header.type, read.body),
  };
}

const nonsense = (oddity: string): Said => ({ said: 'nonsense', oddity });

function saidBy(type: string, body: unknown): Said {
  if (type === 'operation-begun')
    return begun.Check(body)
      ? { said: 'begun', begun: body }
      : nonsense('the intent does not fit the contract');
  if (type === 'operation-settled')
    return settled.Check(body)
      ? { said: 'settled', settled: body }
      : nonsense('the outcome does not fit the contract');
  return occurrence.Check(body) && body.kind === type
    ? { said: 'nothing of operations' }
    : nonsense('the occurrence does not fit the contract');
}
