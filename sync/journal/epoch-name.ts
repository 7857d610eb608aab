import type { RandomBytes } from './operation-id.ts';

/** Names one epoch of a journal: 128 random bits, in hex. */
export const newEpochName = (randomBytes: RandomBytes): string =>
  Buffer.from(randomBytes(16)).toString('hex');
