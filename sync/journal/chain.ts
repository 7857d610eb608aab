import { hash } from 'node:crypto';

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
  // In one call each: what a hash costs here is its object, twice a record.
  const body = hash('sha256', record.body, 'buffer');
  return hash('sha256', Buffer.concat([Buffer.from(prev, 'hex'), Buffer.from(record.header), body]), 'hex');
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
