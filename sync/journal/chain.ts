import { createHash } from 'node:crypto';

/** Bytes of a record as they are stored; `header` is hashed as UTF-8. */
export interface ChainedRecord {
  readonly header: string;
  readonly body: Uint8Array;
}

/**
 * The hash after `record`, in hex: SHA-256(prev ‖ header ‖ SHA-256(body)). The body enters by its hash so that
 * it can be erased one day and the chain still verifies. `prev` is 64 hex digits.
 */
export function chainHash(prev: string, record: ChainedRecord): string {
  return createHash('sha256')
    .update(prev, 'hex')
    .update(record.header, 'utf8')
    .update(createHash('sha256').update(record.body).digest())
    .digest('hex');
}

/** The hash after each of `records`, in order, starting from `prev`. */
export function chainHashes(prev: string, records: Iterable<ChainedRecord>): string[] {
  const hashes: string[] = [];
  let head = prev;
  for (const record of records) {
    head = chainHash(head, record);
    hashes.push(head);
  }
  return hashes;
}
