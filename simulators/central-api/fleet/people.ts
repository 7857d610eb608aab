import type { RecordHeader } from '@borne/sync/contract/record';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Tables } from '../store/tables.ts';

/**
 * How many people a problem concerns is estimated from what a kiosk did before it: each `operation-begun` in its journal counts for
 * one person, in the hour that its clear header gives. What is expected of an hour is the mean of the same hour of the week (UTC)
 * over four weeks before the problem, or fewer for a kiosk that is younger. Bodies are not read.
 */

const HOUR = 3_600_000;
const WEEK_HOURS = 168;
const WEEKS = 4;
/** A problem that lasts longer concerns everybody, which is known without counting. */
const LONGEST_COUNTED = 7 * 24;
/** A header's clock that is further from the time of receipt than any backlog goes is wrong: it is not counted. */
const BELIEVABLE = 60 * 24 * HOUR;

const hourOf = (at: number) => Math.floor(at / HOUR);

/** What counting looks at in a record. `receivedAt`: epoch milliseconds. */
export interface Counted extends Pick<RecordHeader, 'kiosk' | 'type' | 'wall'> {
  readonly receivedAt: number;
}

/** Counts those of `records`, just read and of one kiosk, that begin an operation. */
export async function countOperations(trx: Transaction<Tables>, records: readonly Counted[]): Promise<void> {
  const counts = new Map<number, { kiosk: string; hour: number; operations: number }>();
  for (const { kiosk, type, wall, receivedAt } of records) {
    if (type !== 'operation-begun' || Math.abs(receivedAt - wall) > BELIEVABLE) continue;
    const hour = hourOf(wall);
    counts.set(hour, { kiosk, hour, operations: (counts.get(hour)?.operations ?? 0) + 1 });
  }
  if (counts.size === 0) return;
  await trx
    .insertInto('fleet_hour')
    .values([...counts.values()].sort((a, b) => a.hour - b.hour))
    .onConflict((conflict) =>
      conflict
        .columns(['kiosk', 'hour'])
        .doUpdateSet({ operations: sql`fleet_hour.operations + excluded.operations` }),
    )
    .execute();
}

/** A problem of a kiosk: since when (epoch milliseconds), and since when the kiosk is known. */
export interface Lasting {
  readonly kiosk: string;
  readonly since: number;
  readonly firstSeen: number;
}

/** People whom each problem concerned until now, and will within the hour; by kiosk, rounded. */
export async function peopleConcerned(
  db: Kysely<Tables>,
  problems: readonly Lasting[],
  now: number,
): Promise<ReadonlyMap<string, number>> {
  if (problems.length === 0) return new Map();
  const oldest = Math.min(...problems.map(({ since }) => hourOf(since)));
  const rows = await db
    .selectFrom('fleet_hour')
    .select(['kiosk', 'hour', 'operations'])
    .where(
      'kiosk',
      'in',
      problems.map(({ kiosk }) => kiosk),
    )
    .where('hour', '>=', Math.max(oldest, hourOf(now) - LONGEST_COUNTED) - WEEKS * WEEK_HOURS)
    .execute();
  const counted = new Map(rows.map(({ kiosk, hour, operations }) => [`${kiosk}/${hour}`, operations]));
  return new Map(
    problems.map((problem) => [
      problem.kiosk,
      expectedOf(problem, now, (hour) => counted.get(`${problem.kiosk}/${hour}`) ?? 0),
    ]),
  );
}

/** What `countAt` of weeks before leads to expect from the beginning of a problem to the end of the hour that begins now. */
export function expectedOf(
  { since, firstSeen }: Omit<Lasting, 'kiosk'>,
  now: number,
  countAt: (hour: number) => number,
): number {
  const last = hourOf(now) + 1;
  const first = Math.max(hourOf(since), last - LONGEST_COUNTED);
  let expected = 0;
  for (let hour = first; hour < last; hour += 1) {
    const weeksBefore = [1, 2, 3, 4].slice(0, WEEKS).map((week) => hour - week * WEEK_HOURS);
    const known = weeksBefore.filter((before) => before >= hourOf(firstSeen) && before < hourOf(since));
    const sum = known.reduce((total, before) => total + countAt(before), 0);
    expected += known.length === 0 ? 0 : sum / known.length;
  }
  return Math.round(expected);
}
