import { setImmediate as nextTurn } from 'node:timers/promises';
import { getHeapSpaceStatistics } from 'node:v8';

/** Strings of eight characters: the smallest objects that go to old space directly. In bytes, with their header of two words. */
const STRING_BYTES = 24;
/** A slice is done in a few milliseconds. */
const STRINGS_A_SLICE = 4000;
/** What is filled beyond what was free: some of it goes to memory that V8 asks for meanwhile. In bytes. */
const BEYOND = 2 * 1024 * 1024;

/**
 * Overwrites the free memory of V8's old space, where a collection leaves what was there as it was: fills it hole by hole, as V8 does
 * before it asks for more, with short strings that `JSON.parse` has never seen. To be called after a collection. The strings are garbage
 * when it returns. Ends early once `mayGoOn` says no.
 */
export async function fillFreeMemory(mayGoOn: () => boolean): Promise<void> {
  const slices = Math.ceil((freeBytes() + BEYOND) / (STRINGS_A_SLICE * STRING_BYTES));
  const held: unknown[] = [];
  for (let slice = 0; slice < slices && mayGoOn(); slice += 1) {
    held.push(JSON.parse(unseenStrings(slice)));
    await nextTurn();
  }
}

const unseenStrings = (slice: number): string => {
  const text = (index: number) => `~${(slice * STRINGS_A_SLICE + index).toString(36).padStart(7, '~')}`;
  return `["${Array.from({ length: STRINGS_A_SLICE }, (_, index) => text(index)).join('","')}"]`;
};

/** Of old space. */
function freeBytes(): number {
  const old = getHeapSpaceStatistics().find((space) => space.space_name === 'old_space');
  return old ? old.space_size - old.space_used_size : 0;
}
