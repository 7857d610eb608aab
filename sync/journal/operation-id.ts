import type { EpochMilliseconds } from '@borne/domain/time';
import type { OperationId } from './port.ts';

/** Cryptographically random bytes, as `node:crypto`'s `randomBytes` gives them. */
export type RandomBytes = (size: number) => Uint8Array;

/** A UUID version 7 (RFC 9562 §5.7): 48 bits of wall clock, then 74 random bits; sorts by time when the clock is right. */
export function newOperationId(now: EpochMilliseconds, randomBytes: RandomBytes): OperationId {
  const bytes = Buffer.alloc(16);
  bytes.set(randomBytes(16));
  bytes.writeUIntBE(Math.max(0, Math.trunc(now)), 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') as OperationId;
}
