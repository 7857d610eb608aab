import { err, ok, type Result } from '@borne/domain/result';
import { decodeOppositionList, encodeOppositionList, type OppositionList } from './opposition-list.ts';
import { VarintReader, writeVarint } from './varint.ts';

/** `OPD` and the version of this format. */
const MAGIC = [0x4f, 0x50, 0x44, 0x01] as const;

/**
 * What turns `before` into `after`: `OPD` `01`, the length of the first list as a varint, then the serials to add and those to take
 * away, each an opposition list. About three bytes a change.
 */
export function encodeOppositionDelta(before: OppositionList, after: OppositionList): Uint8Array {
  const added = encodeOppositionList(missing(after, before));
  const removed = encodeOppositionList(missing(before, after));
  const head: number[] = [...MAGIC];
  writeVarint(head, added.length);
  return Buffer.concat([Uint8Array.from(head), added, removed]);
}

function* missing(from: OppositionList, other: OppositionList) {
  for (const serial of from.serials()) if (!other.has(serial)) yield serial;
}

/** The list after `delta`, encoded. That it is the one that was meant is for its digest to say. */
export function applyOppositionDelta(before: OppositionList, delta: Uint8Array): Result<Uint8Array, string> {
  if (MAGIC.some((byte, index) => delta[index] !== byte))
    return err('expected OPD 01, a difference of version 1');
  const body = delta.subarray(MAGIC.length);
  const reader = new VarintReader(body);
  const length = reader.next();
  if (length === undefined || length > body.length - reader.offset)
    return err('expected as many bytes of serials to add as announced');
  const added = decodeOppositionList(body.subarray(reader.offset, reader.offset + length));
  if (!added.ok) return err(`serials to add: ${added.error}`);
  const removed = decodeOppositionList(body.subarray(reader.offset + length));
  if (!removed.ok) return err(`serials to take away: ${removed.error}`);
  return ok(encodeOppositionList(merged(before, added.value, removed.value)));
}

function* merged(before: OppositionList, added: OppositionList, removed: OppositionList) {
  for (const serial of before.serials()) if (!removed.has(serial)) yield serial;
  yield* added.serials();
}
