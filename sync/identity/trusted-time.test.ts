import { type Clock, epochMilliseconds, milliseconds } from '@borne/domain/time';
import { expect, it } from 'vitest';
import { TrustedTime } from './trusted-time.ts';

it('is the wall clock’s until the centre told, and then passes by itself, whatever is done to the wall clock', () => {
  let wall = 5_000_000;
  let monotonic = 100;
  const clock: Clock = { now: () => epochMilliseconds(wall), monotonic: () => milliseconds(monotonic) };
  const time = new TrustedTime(clock);
  expect([time.isLearnt, time.now(), time.wallClockAhead]).toEqual([false, 5_000_000, 0]);
  time.learn(1_000_000);
  expect([time.isLearnt, time.now(), time.wallClockAhead]).toEqual([true, 1_000_000, 4_000_000]);
  monotonic += 50;
  wall = 7;
  expect([time.now(), time.wallClockAhead]).toEqual([1_000_050, 7 - 1_000_050]);
});
