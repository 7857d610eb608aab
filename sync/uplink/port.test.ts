import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextDelay } from './port.ts';

const almostOne = () => 1 - Number.EPSILON;

it('doubles its ceiling from one second to five minutes', () => {
  const ceilings = Array.from({ length: 12 }, (_, attempt) => nextDelay(attempt, almostOne));
  expect(ceilings).toEqual(
    [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300].map((seconds) => seconds * 1000),
  );
});

it('spreads over the whole of it', () => {
  expect(nextDelay(3, () => 0)).toBe(0);
  expect(nextDelay(3, () => 0.5)).toBe(4000);
});

it('never comes before the centre asked, nor more than an hour and five minutes later', () => {
  fc.assert(
    fc.property(
      fc.nat(5000),
      fc.double({ min: 0, max: 0.999999, noNaN: true }),
      fc.nat(1e9),
      (attempt, random, asked) => {
        const delay = nextDelay(attempt, () => random, asked);
        expect(delay).toBeGreaterThanOrEqual(Math.min(asked, 3_600_000));
        expect(delay).toBeLessThanOrEqual(3_900_000);
      },
    ),
  );
});
