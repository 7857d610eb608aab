import { expect, it } from 'vitest';
import { Accounts } from './limits.ts';

const limits = { perSecond: 2, burst: 5, underWay: 3 };

function accounts() {
  const time = { now: 0 };
  const counted = new Accounts(limits, () => time.now);
  const ask = (caller: string) => {
    const refused = counted.begin(caller);
    if (!refused) counted.end(caller);
    return refused;
  };
  return { time, counted, ask };
}

it('lets a caller ask in a burst, then as often as it is allowed, and says how long to wait', () => {
  const { time, ask } = accounts();
  for (let n = 0; n < 5; n += 1) expect(ask('a')).toBeUndefined();
  expect(ask('a')).toEqual({ wait: 1 });
  time.now = 500;
  expect(ask('a')).toBeUndefined();
  expect(ask('a')).toEqual({ wait: 1 });
  time.now = 60_000;
  for (let n = 0; n < 5; n += 1) expect(ask('a')).toBeUndefined();
  expect(ask('a')).toEqual({ wait: 1 });
});

it('counts nobody for another', () => {
  const { ask } = accounts();
  for (let n = 0; n < 50; n += 1) ask('flood');
  expect(ask('other')).toBeUndefined();
});

it('has no more under way than it is told, until they end', () => {
  const { counted } = accounts();
  for (let n = 0; n < 3; n += 1) expect(counted.begin('a')).toBeUndefined();
  expect(counted.begin('a')).toEqual({ wait: 1 });
  counted.end('a');
  expect(counted.begin('a')).toBeUndefined();
});
