import { err, ok, type Result } from '@borne/domain/result';
import {
  decodeOppositionList,
  encodeGroups,
  groupKey,
  type OppositionList,
  type SerialGroup,
} from './opposition-list.ts';
import { VarintReader, writeVarint } from './varint.ts';

/** `OPD` and the version of this format. */
const MAGIC = [0x4f, 0x50, 0x44, 0x01] as const;

/**
 * What turns `before` into `after`: `OPD` `01`, the length of the first list as a varint, then the serials to add and those to take
 * away, each an opposition list. About three bytes a change.
 */
export function encodeOppositionDelta(before: OppositionList, after: OppositionList): Uint8Array {
  const added = encodeGroups(without(after, before));
  const removed = encodeGroups(without(before, after));
  const head: number[] = [...MAGIC];
  writeVarint(head, added.length);
  return Buffer.concat([Uint8Array.from(head), added, removed]);
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
  return ok(encodeGroups(joined(without(before, removed.value), added.value)));
}

const byKey = (groups: Iterable<SerialGroup>): Map<number, SerialGroup> =>
  new Map([...groups].map((group) => [groupKey(group.digits, group.prefix), group]));

/** The serials of `list` that are not in `other`. */
function without(list: OppositionList, other: OppositionList): SerialGroup[] {
  const others = byKey(other.groups());
  return [...list.groups()]
    .map(({ digits, prefix, lows }) => {
      const gone = others.get(groupKey(digits, prefix))?.lows;
      return { digits, prefix, lows: gone ? difference(lows, gone) : lows };
    })
    .filter(({ lows }) => lows.length > 0);
}

/** The serials of both. */
function joined(groups: readonly SerialGroup[], list: OppositionList): SerialGroup[] {
  const all = byKey(groups);
  for (const group of list.groups()) {
    const key = groupKey(group.digits, group.prefix);
    const known = all.get(key)?.lows;
    all.set(key, known ? { ...group, lows: union(known, group.lows) } : group);
  }
  return [...all].sort(([a], [b]) => a - b).map(([, group]) => group);
}

/** Numbers of `from`, in order, that `other`, in order, does not have. */
function difference(from: Float64Array, other: Float64Array): Float64Array {
  const left = new Float64Array(from.length);
  let count = 0;
  let at = 0;
  for (const value of from) {
    while ((other[at] ?? Number.POSITIVE_INFINITY) < value) at += 1;
    if (other[at] !== value) {
      left[count] = value;
      count += 1;
    }
  }
  return left.subarray(0, count);
}

/** Numbers of either, in order, each once. */
function union(one: Float64Array, other: Float64Array): Float64Array {
  const fresh = difference(other, one);
  const all = new Float64Array(one.length + fresh.length);
  all.set(one);
  all.set(fresh, one.length);
  return all.sort();
}
