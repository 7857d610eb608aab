import type { SealRefresh } from '@borne/sync/sealing/sealing';
import { expect, it } from 'vitest';
import type { Log } from './log/log.ts';
import { keepSealingFresh } from './sealing-refresh.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

it('asks at once, in an hour when it had an answer, sooner when it had none, and tells the log what changed', async () => {
  const answers: SealRefresh[] = [
    { refresh: 'obtained', certificate: '1112', kept: true },
    { refresh: 'failed', problem: 'connection failed' },
    { refresh: 'unchanged' },
    { refresh: 'revoked', certificate: '1112' },
  ];
  const waits: { ring: () => void; delay: number }[] = [];
  const logged: unknown[] = [];
  let asked = 0;
  const stop = keepSealingFresh(
    {
      sealer: () => ({ ok: false, error: 'no-certificate' }),
      keyNotice: { notice: 'made', detail: 'a new key' },
      refresh: async () => answers[asked++] ?? { refresh: 'unchanged' },
    },
    {
      timers: {
        setTimeout: (ring: () => void, delay: number) => waits.push({ ring, delay }),
        clearTimeout: () => {},
      },
      random: () => 1,
      log: { write: (...entry: unknown[]) => logged.push(entry), close: () => {} } as Log,
    },
  );
  for (let turn = 0; turn < answers.length; turn += 1) {
    await settled();
    waits.at(-1)?.ring();
  }
  stop();
  await settled();
  expect(waits.map(({ delay }) => delay / 60_000)).toEqual([60, 5, 60, 60]);
  expect(logged).toEqual([
    ['sealing.key-made', { detail: 'a new key' }],
    ['sealing.certified', { certificate: '1112', kept: true }],
    ['sealing.failed', { problem: 'connection failed' }],
    ['sealing.revoked', { certificate: '1112' }],
  ]);
});
