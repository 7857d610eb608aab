import { expect, it } from 'vitest';
import { compare } from './compare.ts';

it('states the subject as a share of the floor, whatever the machine’s speed', async () => {
  let time = 0;
  let slowness = 1;
  const taking = (name: string, each: number) => ({
    name,
    run: async (count: number) => {
      time += count * each * slowness;
      slowness *= 1.1;
    },
  });
  const { ratio, subject, floor } = await compare(taking('ours', 4), taking('floor', 1), {
    rounds: 5,
    count: 10,
    now: () => time,
  });
  expect({ subject, floor }).toEqual({ subject: 'ours', floor: 'floor' });
  expect(ratio).toBeCloseTo(1 / 4.4, 5);
});
