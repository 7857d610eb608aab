import { expect, it } from 'vitest';
import type { Store } from '../store/store.ts';
import { createProjector } from './projector.ts';

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
    onOddity: () => {},
    onProgress: () => {},
    onWait: () => {},
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
