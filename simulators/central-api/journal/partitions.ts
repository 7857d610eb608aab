import { type Kysely, sql } from 'kysely';
import { retried } from '../store/retries.ts';
import type { Tables } from '../store/tables.ts';

/** Tables that PostgreSQL keeps in one part a month of receipt, so that a month can be dropped at once. */
const PARTITIONED = ['record', 'batch'] as const;

/** A month of the calendar, UTC: `name` as in `2026_11`, from `from` to before `until`, epoch milliseconds. */
interface Month {
  readonly name: string;
  readonly from: number;
  readonly until: number;
}

function monthOf(now: number, later = 0): Month {
  const date = new Date(now);
  const from = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later);
  const until = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later + 1);
  return { name: new Date(from).toISOString().slice(0, 7).replace('-', '_'), from, until };
}

/** Makes parts as months come. What is remembered is only what need not be asked again. */
export function createPartitions(db: Kysely<Tables>) {
  const made = new Map<string, Promise<void>>();

  async function make({ name, from, until }: Month) {
    for (const table of PARTITIONED)
      await sql`
        CREATE TABLE IF NOT EXISTS ${sql.table(`${table}_${name}`)} PARTITION OF ${sql.table(table)}
        FOR VALUES FROM (${sql.lit(from)}) TO (${sql.lit(until)})`.execute(db);
  }

  function once(month: Month): Promise<void> {
    const making = made.get(month.name) ?? retried(() => make(month));
    made.set(month.name, making);
    making.catch(() => made.delete(month.name));
    return making;
  }

  return {
    /** Resolves when what is received `now`, or within the next month, has a place. */
    async ready(now: number): Promise<void> {
      await Promise.all([once(monthOf(now)), once(monthOf(now, 1))]);
    },
  };
}
