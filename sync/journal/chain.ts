import { hash } from 'node:crypto';

/** Bytes of a record as they are stored; `header` is hashed as UTF-8. */
export interface ChainedRecord {
  readonly header: string;
  readonly body: Uint8Array;
}

const HASH_BYTES = 32;
/** Bytes of a UTF-16 unit in UTF-8, at most. */
const MOST_UTF8 = 3;

/** What is hashed is put together here, where it is of usual length: buffers made for each record cost as much as its hashes. */
const scratch = Buffer.allocUnsafe(4096);

/**
 * The hash after a record, in hex: SHA-256(prev ‖ header ‖ SHA-256(body)). The body enters by its hash so that
 * it can be erased one day and the chain still verifies. `prev` is 64 hex digits.
 */
export function chainHash(prev: string, { header, body }: ChainedRecord): string {
  const most = 2 * HASH_BYTES + header.length * MOST_UTF8;
  const bytes = most > scratch.length ? Buffer.allocUnsafe(most) : scratch;
  let length = bytes.write(prev, 'hex');
  length += bytes.write(header, length, 'utf8');
  length += bytes.write(hash('sha256', body, 'hex'), length, 'hex');
  return hash('sha256', bytes.subarray(0, length), 'hex');
}
