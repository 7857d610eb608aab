/** One thing to time: `run` does it `count` times, one after the other. */
export interface Subject {
  readonly name: string;
  /** Makes what `run` will need for so many, which is not timed. */
  prepare?(count: number): void;
  run(count: number): Promise<void>;
}

export interface Comparison {
  readonly subject: string;
  readonly floor: string;
  /** Median microseconds of one operation. */
  readonly subjectMicroseconds: number;
  readonly floorMicroseconds: number;
  /** Median of the rounds' ratios, floor speed taken as 1: 0.5 means twice as slow as the floor. */
  readonly ratio: number;
  readonly spread: readonly [number, number];
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/**
 * Times `subject` against `floor` in turns, A B A B…, so that a machine that gets slower or faster meanwhile
 * does so for both. `now` is in milliseconds; `warmUp` rounds before the counted ones, one by default, are not counted.
 */
export async function compare(
  subject: Subject,
  floor: Subject,
  { rounds, warmUp = 1, count, now }: { rounds: number; warmUp?: number; count: number; now: () => number },
): Promise<Comparison> {
  const timed = async (half: Subject) => {
    half.prepare?.(count);
    const start = now();
    await half.run(count);
    return ((now() - start) * 1000) / count;
  };
  for (let round = 0; round < warmUp; round++) {
    await timed(floor);
    await timed(subject);
  }
  const pairs: { subject: number; floor: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const floorTime = await timed(floor);
    pairs.push({ floor: floorTime, subject: await timed(subject) });
  }
  const ratios = pairs.map((pair) => pair.floor / pair.subject);
  return {
    subject: subject.name,
    floor: floor.name,
    subjectMicroseconds: median(pairs.map((pair) => pair.subject)),
    floorMicroseconds: median(pairs.map((pair) => pair.floor)),
    ratio: median(ratios),
    spread: [Math.min(...ratios), Math.max(...ratios)],
  };
}
