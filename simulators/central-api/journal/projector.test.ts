import { expect, it } from 'vitest';
import type { Store } from '../store/store.ts';
import { createProjector } from './projector.ts';

const untold = { onOddity: () => {}, onProgress: () => {}, onWait: () => {} };

it('rests three times as long as a part took, and cuts it short to stop', async () => {
  const times = [0, 20_000];
  const failures: unknown[] = [];
  const resting = new Promise<number>((resolve) => {
    const db = {
      selectFrom: () => {
        throw new Error('away');
      },
    };
    const projector = createProjector({ db } as unknown as Store, new Map(), {
      ...untold,
      onFailure: (error) => failures.push(error),
      now: () => times.shift() ?? 0,
      rest: (milliseconds, cut) =>
        new Promise((rested) => {
          cut.addEventListener('abort', rested);
          projector.stop().then(() => resolve(milliseconds));
        }),
    });
    for (const kiosk of ['borne-1', 'borne-2']) projector.wake({ kiosk, epoch: 'any' });
  });
  expect(await resting).toBe(60_000);
  expect(failures).toHaveLength(1);
});

it('stops before the next stream, whatever waits to be read', async () => {
  const asked: string[] = [];
  let answer = () => {};
  const query = {
    select: () => query,
    where: (column: string, _: string, value: string) => {
      if (column === 'kiosk') asked.push(value);
      return query;
    },
    executeTakeFirst: () => new Promise<undefined>((resolve) => (answer = () => resolve(undefined))),
  };
  const store = { db: { selectFrom: () => query } } as unknown as Store;
  const failures: unknown[] = [];
  const projector = createProjector(store, new Map(), {
    ...untold,
    onFailure: (error) => failures.push(error),
    now: () => 0,
    rest: async () => {},
  });
  for (const kiosk of ['borne-1', 'borne-2']) projector.wake({ kiosk, epoch: 'any' });
  await Promise.resolve();
  expect(asked).toEqual(['borne-1']);
  const stopped = projector.stop();
  answer();
  await stopped;
  expect([asked, failures]).toEqual([['borne-1'], []]);
});
