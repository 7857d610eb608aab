import { setImmediate as turn } from 'node:timers/promises';
import type { RecordHeader } from '@borne/sync/contract/record';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Tables } from '../store/tables.ts';

/**
 * How many people a problem concerns is estimated from what a kiosk did before it: each `operation-begun` in its journal counts for
 * one person, in the hour that its clear header gives. What is expected of an hour is the mean of the same hour of the week (UTC)
 * over the four weeks before the problem, or fewer for a kiosk that is younger. Bodies are not read.
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

/** How long an estimate serves, in milliseconds: operators and collectors ask for it by the dozen. */
const SERVES = 60_000;

/** Kiosks that are counted in one statement: what else waits for the store comes between two of them. */
const AT_ONCE = 50;

interface Estimate {
  readonly since: number;
  readonly at: number;
  readonly people: number;
}

/** Estimates how many people problems concern: see above. */
export class PeopleConcerned {
  readonly #db: Kysely<Tables>;
  readonly #known = new Map<string, Estimate>();

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Of each of `problems`, one a kiosk: from its beginning, seven days at most, to the end of the hour that begins at `now`. */
  async of(problems: readonly Lasting[], now: number): Promise<ReadonlyMap<string, number>> {
    const unknown = problems.filter(({ kiosk, since }) => {
      const known = this.#known.get(kiosk);
      return known?.since !== since || Math.abs(now - known.at) >= SERVES;
    });
    for (let done = 0; done < unknown.length; done += AT_ONCE) {
      if (done > 0) await turn();
      const some = unknown.slice(done, done + AT_ONCE);
      const counted = await this.#count(some, now);
      for (const { kiosk, since } of some)
        this.#known.set(kiosk, { since, at: now, people: counted.get(kiosk) ?? 0 });
    }
    return new Map(problems.map(({ kiosk }) => [kiosk, this.#known.get(kiosk)?.people ?? 0]));
  }

  /**
   * Sums what each hour of the problem is expected to bring. A problem of at most a week has each hour of the week once: every operation
   * that was begun in such an hour counts, divided by the number of those hours in the weeks that are looked at.
   */
  async #count(problems: readonly Lasting[], now: number): Promise<ReadonlyMap<string, number>> {
    const windows = problems.map(({ kiosk, since, firstSeen }) => {
      const end = hourOf(since);
      const last = hourOf(now) + 1;
      const first = Math.max(end, last - LONGEST_COUNTED);
      const start = Math.max(end - WEEKS * WEEK_HOURS, hourOf(firstSeen));
      const numbers = [start, end, first, last - first].map((number) => sql.lit(number));
      return sql`(CAST(${kiosk} AS text), ${sql.join(numbers)})`;
    });
    const week = sql.lit(WEEK_HOURS);
    const { rows } = await sql<{ readonly kiosk: string; readonly expected: number | string }>`
      WITH problem (kiosk, start, "end", first, length) AS (VALUES ${sql.join(windows)})
      SELECT problem.kiosk, SUM(1.0 * operations
        / ((problem."end" - 1 - problem.start - (problem."end" - 1 - hour) % ${week}) / ${week} + 1)) AS expected
      FROM problem JOIN fleet_hour ON fleet_hour.kiosk = problem.kiosk
        AND hour >= problem.start AND hour < problem."end"
      WHERE (problem.first - hour) % ${week} = 0 OR ${week} - (problem.first - hour) % ${week} < problem.length
      GROUP BY problem.kiosk`.execute(this.#db);
    return new Map(rows.map(({ kiosk, expected }) => [kiosk, Math.round(Number(expected))]));
  }
}
