import { expect, it } from 'vitest';
import type { Store } from '../store/store.ts';
import { createProjector } from './projector.ts';

it('stops before the next part, whatever waits to be read', async () => {
  const failures: unknown[] = [];
  let letOn = () => {};
  const projector = createProjector({} as Store, new Map(), {
    onOddity: () => {},
    onProgress: () => {},
    onWait: () => {},
    onFailure: (error) => failures.push(error),
    spareTime: () =>
      new Promise((resolve) => {
        letOn = resolve;
      }),
  });
  for (const kiosk of ['borne-1', 'borne-2']) projector.wake({ kiosk, epoch: 'any' });
  await Promise.resolve();
  const stopped = projector.stop();
  letOn();
  await stopped;
  expect(failures).toEqual([]);
});
