/**
 * Another transaction came first, and the same work, begun again, will do: SQLSTATE 40001 and 40P01 (serialisation, deadlock),
 * 23505 and 42P07 (two made the same row, or the same table, first), and
 * SQLite's lock.
 */
const PASSING = new Set(['40001', '40P01', '23505', '42P07', 'SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT']);

/** More than a crowd of processes that start together needs. */
const MOST_ATTEMPTS = 10;

const codeOf = (thrown: unknown) =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : '';

/** Runs `work` until no other transaction stands in its way. It must leave nothing behind when it throws. */
export async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (thrown) {
      if (attempt >= MOST_ATTEMPTS || !PASSING.has(codeOf(thrown))) throw thrown;
    }
  }
}
