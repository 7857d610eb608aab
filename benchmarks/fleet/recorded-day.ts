import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { epochMilliseconds } from '@borne/domain/time';
import { GENESIS } from '@borne/sync/contract/journal';
import {
  type OperationBegun,
  type OperationSettled,
  type RecordHeader,
  SEALED,
} from '@borne/sync/contract/record';
import { sealBody } from '@borne/sync/envelope/envelope';
import type { Recipient } from '@borne/sync/envelope/recipient';
import { type ChainedRecord, chainHash } from '@borne/sync/journal/chain';
import { newEpochName } from '@borne/sync/journal/epoch-name';
import { newOperationId } from '@borne/sync/journal/operation-id';

/** What one kiosk recorded, as its journal holds it: sealed, and chained from the first record of its epoch. */
export interface RecordedDay {
  readonly epoch: string;
  readonly records: number;
  /** Record `seq`, from 1. */
  at(seq: number): ChainedRecord;
  /** The chain's hash after record `seq`, in hex; that of genesis for 0. */
  headAt(seq: number): string;
}

const HASH_BYTES = 32;
/** Before each record: the length of its header and of its body, two bytes each. */
const LENGTHS = 4;

/** Records a day in `file`, unless there is one already: sealing a million records takes minutes. */
export function recordDay(file: string, kiosk: string, records: number, recipient: Recipient): void {
  if (!existsSync(file)) writeFileSync(file, record(kiosk, records, recipient));
}

/** Opens the day kept in `file`. */
export const openDay = (file: string): RecordedDay => opened(readFileSync(file));

/** Three operations a visit, each begun and settled. */
function record(kiosk: string, records: number, recipient: Recipient): Buffer {
  const epoch = newEpochName(randomBytes);
  const wall = Date.UTC(2026, 0, 5, 8);
  const parts: Buffer[] = [Buffer.from(epoch, 'hex')];
  let head = GENESIS;
  let id = newOperationId(epochMilliseconds(wall), randomBytes);
  for (let seq = 1; seq <= records; seq += 1) {
    const begins = seq % 2 === 1;
    if (begins) id = newOperationId(epochMilliseconds(wall + seq), randomBytes);
    const begun = {
      kind: 'attestation-droits',
      documentNumber: `AD-${id.slice(0, 13).toUpperCase()}`,
      cardSerial: '2500000000017',
      rangs: ['01', '02'],
      rightsFrom: 'central',
    } as const;
    const content: OperationBegun | OperationSettled = begins
      ? { id, operation: { ...begun, rangs: [...begun.rangs] } }
      : { id, outcome: 'done' };
    const fields: RecordHeader = {
      kiosk,
      epoch,
      seq,
      type: begins ? 'operation-begun' : 'operation-settled',
      wall: wall + seq,
      monotonic: seq,
      boot: 'bench',
      suite: SEALED,
      key: recipient.id,
    };
    const header = JSON.stringify(fields);
    const body = sealBody(recipient, header, content);
    head = chainHash(head, { header, body });
    const lengths = Buffer.alloc(LENGTHS);
    lengths.writeUInt16BE(header.length, 0);
    lengths.writeUInt16BE(body.length, 2);
    parts.push(lengths, Buffer.from(header, 'latin1'), body, Buffer.from(head, 'hex'));
  }
  return Buffer.concat(parts);
}

function opened(bytes: Buffer): RecordedDay {
  const epoch = bytes.toString('hex', 0, 16);
  const starts: number[] = [];
  for (
    let at = 16;
    at < bytes.length;
    at += LENGTHS + bytes.readUInt16BE(at) + bytes.readUInt16BE(at + 2) + HASH_BYTES
  )
    starts.push(at);
  const split = (seq: number) => {
    const start = starts[seq - 1] ?? Number.NaN;
    const header = start + LENGTHS;
    const body = header + bytes.readUInt16BE(start);
    return { header, body, hash: body + bytes.readUInt16BE(start + 2) };
  };
  return {
    epoch,
    records: starts.length,
    at(seq) {
      const { header, body, hash } = split(seq);
      return { header: bytes.toString('latin1', header, body), body: bytes.subarray(body, hash) };
    },
    headAt(seq) {
      if (seq === 0) return GENESIS;
      const { hash } = split(seq);
      return bytes.toString('hex', hash, hash + HASH_BYTES);
    },
  };
}
