import type { Clock } from '@borne/domain/time';
import { Heartbeat } from '@borne/sync/contract/heartbeat';
import type { Transaction } from 'kysely';
import { Compile } from 'typebox/compile';
import { parseJson } from '../journal/bodies.ts';
import type { Store } from '../store/store.ts';
import type { Tables } from '../store/tables.ts';
import { byGravity, type Cause, causes, isCause } from './causes.ts';
import { PeopleConcerned } from './people.ts';

/** Three heartbeats that did not come. */
export const OFFLINE_AFTER = 3 * 60_000;

/** What was wrong is kept for so long. */
const KEPT = 180 * 24 * 3_600_000;

/** Most of what ended that is shown of one kiosk. */
const MOST_EPISODES = 500;

/** A fork is on the worklist for so long after its last batch came. */
const FORK_SHOWN = 30 * 24 * 3_600_000;

/** A kiosk that is known for less has no estimate: most hours of the week are missing. */
const WEEK = 7 * 24 * 3_600_000;

/** Something wrong, and since when (epoch milliseconds, the centre's clock). */
export interface Problem {
  readonly cause: Cause;
  readonly since: number;
}

/** A kiosk as it was last heard of. */
export interface KioskState {
  readonly kiosk: string;
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** Absent when the last one does not fit the contract as it is today: nothing of it is known then, and it counts as silence. */
  readonly heartbeat?: Heartbeat;
  /** Absent while it gives news. */
  readonly offlineSince?: number;
  /** The worst first. */
  readonly problems: readonly Problem[];
  /**
   * People whom the worst problem concerned so far and will within the hour, estimated; 0 when it hinders nobody. Absent while the kiosk was
   * known for less than a week before it.
   */
  readonly concerned?: number;
}

/** A kiosk, without what takes counting. */
export type PlainState = Omit<KioskState, 'concerned'>;

/** One stretch of time in which something was wrong. */
export interface Episode extends Problem {
  readonly until?: number;
}

const heartbeatOf = Compile(Heartbeat);

/** How the fleet is: heartbeats in, worklist out. All of it is in the store. */
export class Fleet {
  readonly #store: Store;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #people: PeopleConcerned;

  constructor(store: Store, clock: Pick<Clock, 'now'>) {
    this.#store = store;
    this.#clock = clock;
    this.#people = new PeopleConcerned(store.db);
  }

  /** Takes a heartbeat: alarms that are new in it begin, those that are no longer in it end, and so does a silence. */
  async take(kiosk: string, heartbeat: Heartbeat): Promise<void> {
    const now = this.#clock.now();
    await this.#store.transact(async (trx) => {
      const before = await trx
        .selectFrom('fleet_kiosk')
        .select('last_seen')
        .where('kiosk', '=', kiosk)
        .$if(this.#store.engine === 'postgres', (query) => query.forUpdate())
        .executeTakeFirst();
      if (before && now - before.last_seen > OFFLINE_AFTER) {
        const refusal = await refusalsOf(trx, kiosk).executeTakeFirst();
        const cause = silenceOf(before.last_seen, refusal?.at);
        await begin(trx, kiosk, { cause, since: before.last_seen, until: now });
      }
      await trx
        .insertInto('fleet_kiosk')
        .values({ kiosk, first_seen: now, last_seen: now, heartbeat: JSON.stringify(heartbeat) })
        .onConflict((conflict) =>
          conflict.column('kiosk').doUpdateSet({ last_seen: now, heartbeat: JSON.stringify(heartbeat) }),
        )
        .execute();
      const open = await openAlarms(trx, kiosk);
      const told = oldestOfEach(heartbeat.alarms);
      for (const { position, cause } of open)
        if (!told.has(cause))
          await trx.updateTable('fleet_alarm').set({ until: now }).where('position', '=', position).execute();
      for (const [code, age] of told)
        if (!open.some(({ cause }) => cause === code))
          await begin(trx, kiosk, { cause: code, since: now - age * 1000 });
    });
  }

  /** Forgets what ended long ago. */
  async forget(): Promise<void> {
    await this.#store.db
      .deleteFrom('fleet_alarm')
      .where('until', '<', this.#clock.now() - KEPT)
      .execute();
  }

  /** Every kiosk that was ever heard of: those that most people miss first, then the worst, then the longest; the well ones last, by name. */
  async kiosks(): Promise<readonly KioskState[]> {
    return this.#counted(await this.#states(undefined));
  }

  /** The same, by name, without the people concerned: much cheaper. */
  async plainKiosks(): Promise<readonly PlainState[]> {
    return this.#states(undefined);
  }

  /** One kiosk and everything that was wrong with it, the latest first; undefined when it was never heard of. */
  async kiosk(
    name: string,
  ): Promise<{ readonly state: KioskState; readonly episodes: readonly Episode[] } | undefined> {
    const [state] = await this.#counted(await this.#states(name));
    if (!state) return undefined;
    const rows = await this.#store.db
      .selectFrom('fleet_alarm')
      .select(['cause', 'since', 'until'])
      .where('kiosk', '=', name)
      .where('until', 'is not', null)
      .orderBy('since', 'desc')
      .limit(MOST_EPISODES)
      .execute();
    const ended = rows.flatMap(({ cause, since, until }) =>
      isCause(cause) && until !== null ? [{ cause, since, until }] : [],
    );
    return { state, episodes: [...state.problems, ...ended].sort((a, b) => b.since - a.since) };
  }

  /** Of all kiosks, or of one. */
  async #states(only: string | undefined): Promise<readonly PlainState[]> {
    const { db } = this.#store;
    const now = this.#clock.now();
    const rows = await db
      .selectFrom('fleet_kiosk')
      .selectAll()
      .$if(only !== undefined, (query) => query.where('kiosk', '=', only ?? ''))
      .orderBy('kiosk')
      .execute();
    const told = await this.#told(now, only);
    const refusals = new Map(
      (await refusalsOf(db, only).execute()).map(({ kiosk, at }) => [kiosk, at] as const),
    );
    return rows.map((row) => stateOf(row, told.get(row.kiosk) ?? [], refusals.get(row.kiosk), now));
  }

  /** With the people whom each worst problem concerns, the most urgent first. */
  async #counted(found: readonly PlainState[]): Promise<readonly KioskState[]> {
    const hindered = found.flatMap(({ kiosk, firstSeen, problems: [worst] }) =>
      worst && causes[worst.cause].hinders !== 'nothing' ? [{ kiosk, firstSeen, since: worst.since }] : [],
    );
    const people = await this.#people.of(hindered, this.#clock.now());
    return found
      .map((state): KioskState => {
        const [worst] = state.problems;
        const isHindered = people.has(state.kiosk);
        if (worst && isHindered && worst.since - state.firstSeen < WEEK) return state;
        return { ...state, concerned: people.get(state.kiosk) ?? 0 };
      })
      .sort(byUrgency);
  }

  /** What is wrong now with whom: alarms that have not ended, and forks of late. */
  async #told(now: number, only: string | undefined): Promise<ReadonlyMap<string, readonly Problem[]>> {
    const alarms = await this.#store.db
      .selectFrom('fleet_alarm')
      .select(['kiosk', 'cause', 'since'])
      .where('until', 'is', null)
      .$if(only !== undefined, (query) => query.where('kiosk', '=', only ?? ''))
      .execute();
    const told = new Map<string, Problem[]>();
    for (const { kiosk, cause, since } of [...alarms, ...(await this.#forks(now))]) {
      if (!isCause(cause)) continue;
      const problems = told.get(kiosk) ?? [];
      told.set(kiosk, problems);
      problems.push({ cause, since });
    }
    return told;
  }

  async #forks(now: number) {
    const rows = await this.#store.db
      .selectFrom('fork')
      .select((select) => ['kiosk', select.fn.min('received_at').as('since')])
      .where('received_at', '>', now - FORK_SHOWN)
      .groupBy('kiosk')
      .execute();
    return rows.map(({ kiosk, since }) => ({ kiosk, cause: 'forked', since: Number(since) }));
  }
}

const begin = (
  trx: Transaction<Tables>,
  kiosk: string,
  { cause, since, until = null }: { cause: string; since: number; until?: number | null },
) => trx.insertInto('fleet_alarm').values({ kiosk, cause, since, until }).execute();

/** Of all kiosks, or of one: when each was last refused for its certificate. */
const refusalsOf = (db: Pick<Transaction<Tables>, 'selectFrom'>, only: string | undefined) =>
  db
    .selectFrom('fleet_refusal')
    .selectAll()
    .$if(only !== undefined, (query) => query.where('kiosk', '=', only ?? ''));

/** Why no heartbeat came since `lastSeen`: the kiosk asked since then and was refused, or nobody knows. */
const silenceOf = (lastSeen: number, refusedAt: number | undefined): Cause =>
  refusedAt !== undefined && refusedAt > lastSeen ? 'refused' : 'offline';

const openAlarms = (trx: Transaction<Tables>, kiosk: string) =>
  trx
    .selectFrom('fleet_alarm')
    .select(['position', 'cause'])
    .where('kiosk', '=', kiosk)
    .where('until', 'is', null)
    .execute();

/** Each alarm of a heartbeat once, with its greatest age. */
function oldestOfEach(alarms: Heartbeat['alarms']): ReadonlyMap<string, number> {
  const oldest = new Map<string, number>();
  for (const { code, age } of alarms) oldest.set(code, Math.max(age, oldest.get(code) ?? 0));
  return oldest;
}

function stateOf(
  row: Tables['fleet_kiosk'],
  told: readonly Problem[],
  refusedAt: number | undefined,
  now: number,
): PlainState {
  const said = parseJson(row.heartbeat);
  const heartbeat = heartbeatOf.Check(said) ? said : undefined;
  const { kiosk, first_seen: firstSeen, last_seen: lastSeen } = row;
  const silent = heartbeat === undefined || now - lastSeen > OFFLINE_AFTER;
  const problems = silent ? [{ cause: silenceOf(lastSeen, refusedAt), since: lastSeen }, ...told] : [...told];
  problems.sort((a, b) => byGravity(a.cause, b.cause));
  return {
    kiosk,
    firstSeen,
    lastSeen,
    problems,
    ...(heartbeat && { heartbeat }),
    ...(silent && { offlineSince: lastSeen }),
  };
}

function byUrgency(a: KioskState, b: KioskState): number {
  const [first, other] = [a.problems[0], b.problems[0]];
  if (!first || !other) return Number(!first) - Number(!other) || (a.kiosk < b.kiosk ? -1 : 1);
  return (
    (b.concerned ?? 0) - (a.concerned ?? 0) ||
    byGravity(first.cause, other.cause) ||
    first.since - other.since
  );
}
