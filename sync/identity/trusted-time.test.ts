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

it('is never before what was signed before the start, and passes from there', () => {
  let monotonic = 100;
  const clock: Clock = { now: () => epochMilliseconds(7), monotonic: () => milliseconds(monotonic) };
  const time = new TrustedTime(clock, 1_000_000);
  expect([time.isLearnt, time.now(), time.wallClockAhead]).toEqual([false, 1_000_000, 7 - 1_000_000]);
  monotonic += 50;
  expect(time.now()).toBe(1_000_050);
  expect(new TrustedTime(clock, 3).now()).toBe(7);
  time.learn(999_000);
  expect(time.now()).toBe(999_000);
});
