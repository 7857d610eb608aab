import type { Clock } from '@borne/domain/time';
import { type Comparison, compare, type Subject } from './compare.ts';
import type { Measurement } from './measurement.ts';
import { attestationLines } from './printing/attestation.ts';
import { type EncoderUnderTest, ours, rivals } from './printing/encoders.ts';
import { firstByte } from './printing/first-byte.ts';
import { interpreterThroughput } from './printing/interpreter.ts';

type Skipped = { readonly skipped: string };

/** What it costs to print an attestation: encoding it, starting it, and interpreting it in simulation. */
export async function printing(clock: Clock): Promise<readonly (Comparison | Measurement | Skipped)[]> {
  const lines = attestationLines(clock);
  const subjectOf = async ({ name, encode }: EncoderUnderTest): Promise<Subject> => {
    const { length } = await encode(lines);
    return {
      name: `an attestation through ${name}: ${length} bytes`,
      async run(count) {
        for (let index = 0; index < count; index += 1) await encode(lines);
      },
    };
  };
  const against = async (rival: EncoderUnderTest) =>
    compare(await subjectOf(ours), await subjectOf(rival), {
      rounds: 7,
      count: 60,
      now: () => clock.monotonic(),
    });
  const others = await rivals().catch((cause: unknown): Skipped => {
    const what = cause instanceof Error ? cause.message : String(cause);
    return { skipped: `other encoders, which only a development install has (${what})` };
  });
  const comparisons: (Comparison | Skipped)[] = [];
  if ('skipped' in others) comparisons.push(others);
  else for (const rival of others) comparisons.push(await against(rival));
  return [...comparisons, await firstByte(clock, lines), ...interpreterThroughput(clock, lines)];
}
