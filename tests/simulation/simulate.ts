import { draw, type Schedule } from './schedule.ts';
import { Violation } from './truth.ts';
import { World } from './world.ts';

export { draw };

/** Why a schedule fails; undefined when it does not. A bug that throws is as good as a broken promise. */
export async function failureOf(schedule: Schedule, trace?: string[]): Promise<string | undefined> {
  try {
    await new World(schedule, trace).run();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Violation) return thrown.message;
    return thrown instanceof Error ? `${thrown.stack}` : String(thrown);
  }
}

export interface Failed {
  readonly seed: number;
  readonly why: string;
  /** Schedules run, this one included. */
  readonly after: number;
}

/** Runs the schedules of `count` seeds from `from` on, and stops at the first that fails. */
export async function simulate(from: number, count: number): Promise<Failed | undefined> {
  for (let index = 0; index < count; index += 1) {
    const why = await failureOf(draw(from + index));
    if (why !== undefined) return { seed: from + index, why, after: index + 1 };
  }
  return undefined;
}

/** Cuts from a schedule that fails what it can do without: it must still fail, for whatever reason. */
export async function shrink(schedule: Schedule): Promise<Schedule> {
  let smallest = schedule;
  for (let size = Math.ceil(schedule.entries.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let start = 0; start < smallest.entries.length; ) {
      const entries = smallest.entries.toSpliced(start, size);
      const candidate = { ...smallest, entries };
      if ((await failureOf(candidate)) === undefined) start += size;
      else smallest = candidate;
    }
  }
  return smallest;
}

/** What happens in a schedule, line by line, and how it fails. */
export async function tell(schedule: Schedule): Promise<string> {
  const trace: string[] = [];
  const why = await failureOf(schedule, trace);
  return [`seed ${schedule.seed}: ${why ?? 'nothing fails'}`, ...trace].join('\n');
}

/** The same of the smallest schedule that still fails as `seed`'s does. */
export const report = async (seed: number): Promise<string> => tell(await shrink(draw(seed)));
