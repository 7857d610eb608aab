import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { overwriteResponseBuffer } from '@borne/sync/central/response-buffer';
import { fillFreeMemory } from './free-memory.ts';

/** V8's own function of this name. Without options a whole collection, at once. */
type GarbageCollector = (options?: { readonly type: 'minor' }) => void;

/** Overwrites what nothing refers to any more; ends early once `mayGoOn` says no. */
export type EraseMemory = (mayGoOn: () => boolean) => Promise<void>;

/**
 * Prepares this process for having its garbage overwritten, and returns the way to do it. To be called before anybody is served.
 *
 * V8: `--clear-free-memory` overwrites what a collection leaves of the young generation; that of the old one is filled. Two collections
 * before, since what the first one finalizes is freed by the second. Outside V8, what is freed is overwritten by the C library, if it was
 * told to (`nativeMemoryIsErased`); Node's own pool for small buffers would be kept, and is done without.
 */
export async function prepareErasing(): Promise<EraseMemory> {
  Buffer.poolSize = 0;
  setFlagsFromString('--clear-free-memory');
  setFlagsFromString('--expose-gc');
  const collector: GarbageCollector = runInNewContext('gc');
  await overwriteResponseBuffer();

  const collect: Step = () => collector();
  const collectYoung: Step = () => collector({ type: 'minor' });
  // Filled twice: while V8 marks, it leaves out the holes of the pages that it means to empty.
  const steps: readonly Step[] = [
    overwriteResponseBuffer,
    forgetLastMatch,
    () => overwriteStack(CALLS),
    collect,
    collect,
    fillFreeMemory,
    collect,
    fillFreeMemory,
    collect,
    collectYoung,
  ];
  return async (mayGoOn) => {
    for (const step of steps) {
      if (!mayGoOn()) return;
      await step(mayGoOn);
      // Each step is short, or asks for itself: a card that comes meanwhile is served.
      await nextTurn();
    }
  };
}

type Step = (mayGoOn: () => boolean) => unknown;

/** Arguments of a call, a word of the stack each, and calls within calls: 320 KiB of the stack, where TLS decrypts. */
const WORDS = Array.from({ length: 1024 }, () => 0);
const CALLS = 40;

/** Overwrites what calls that have returned left of their variables. */
function overwriteStack(calls: number, ..._words: readonly number[]): void {
  if (calls > 0) overwriteStack(calls - 1, ...WORDS);
}

/** V8 keeps the last text that a regular expression was tried on (`RegExp.lastMatch`). */
const forgetLastMatch = () => /./.test(' ');
