import { setTimeout as delay } from 'node:timers/promises';

/**
 * Another transaction came first, and the same work, begun again, will do: SQLSTATE 40001 and 40P01 (serialisation, deadlock),
 * 23505 and 42P07 (two made the same row, or the same table, first), and
 * SQLite's lock.
 */
const PASSING = new Set(['40001', '40P01', '23505', '42P07', 'SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT']);

/** More than a crowd of processes that start together needs. */
const MOST_ATTEMPTS = 10;

/** Longest pause before the second attempt, milliseconds; twice as long before each that follows. */
const FIRST_PAUSE = 4;

/** Longest of all pauses, milliseconds. */
const LONGEST_PAUSE = 250;

/** How long to wait after so many attempts, in milliseconds: any time up to the longest, so that those who met do not meet again. */
export const pauseAfter = (attempts: number, random: () => number): number =>
  random() * Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempts - 1));

const pause = (attempts: number) => delay(pauseAfter(attempts, Math.random));

const codeOf = (thrown: unknown) =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : '';

/** Runs `work` until no other transaction stands in its way, with pauses between. It must leave nothing behind when it throws. */
export async function retried<T>(work: () => Promise<T>, between = pause): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (thrown) {
      if (attempt >= MOST_ATTEMPTS || !PASSING.has(codeOf(thrown))) throw thrown;
      await between(attempt);
    }
  }
}
