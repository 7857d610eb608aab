import { epochMilliseconds } from '@borne/domain/time';
import type { Sealing, SealRefresh } from '@borne/sync/sealing/sealing';
import { expect, it } from 'vitest';
import type { Log } from './log/log.ts';
import { keepSealingFresh } from './sealing-refresh.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A kiosk without a certificate, whose centre answers `answers` in turn, then nothing. */
function watch(answers: readonly SealRefresh[], changes: Partial<Sealing> = {}) {
  const waits: { ring: () => void; delay: number }[] = [];
  const logged: unknown[] = [];
  let asked = 0;
  const { settled, stop } = keepSealingFresh(
    {
      sealer: () => ({ ok: false, error: 'no-certificate' }),
      refresh: () => {
        const answer = answers[asked++];
        return answer ? Promise.resolve(answer) : new Promise(() => {});
      },
      ...changes,
    },
    {
      timers: {
        setTimeout: (ring: () => void, delay: number) => waits.push({ ring, delay }),
        clearTimeout: () => {},
      },
      random: () => 1,
      log: { write: (...entry: unknown[]) => logged.push(entry), close: () => {} } as Log,
      clock: { now: () => epochMilliseconds(0) },
    },
  );
  let isSettled = false;
  void settled.then(() => {
    isSettled = true;
  });
  return { stop, waits, logged, isSettled: () => isSettled };
}

it('asks at once, in an hour when it had an answer, sooner when it had none, and tells the log what changed', async () => {
  const { waits, logged, stop } = watch(
    [
      { refresh: 'obtained', certificate: '1112', kept: true },
      { refresh: 'failed', problem: 'connection failed' },
      { refresh: 'unchanged' },
      { refresh: 'revoked', certificate: '1112' },
    ],
    { keyNotice: { notice: 'made', detail: 'a new key' } },
  );
  for (let asked = 0; asked < 4; asked += 1) {
    await turn();
    waits.at(-1)?.ring();
  }
  stop();
  // The first wait is for how long a first start may be held up.
  expect(waits.slice(1).map(({ delay }) => delay / 60_000)).toEqual([60, 5, 60, 60]);
  expect(logged).toEqual([
    ['sealing.key-made', { detail: 'a new key' }],
    ['sealing.certified', { certificate: '1112', kept: true }],
    ['sealing.failed', { problem: 'connection failed' }],
    ['sealing.revoked', { certificate: '1112' }],
  ]);
});

it('holds a first start up until the centre has answered, or not answered for a moment', async () => {
  const answered = watch([{ refresh: 'obtained', certificate: '1112', kept: true }]);
  await turn();
  expect(answered.isSettled()).toBe(true);

  const silent = watch([]);
  await turn();
  expect(silent.isSettled()).toBe(false);
  silent.waits[0]?.ring();
  await turn();
  expect(silent.isSettled()).toBe(true);
});

it('holds no later start up: a certificate is at hand', async () => {
  const sealer = {
    authority: 'ZZ99',
    certificate: '1112',
    sign: () => new Uint8Array(),
    fingerprint: () => '',
  };
  const { isSettled } = watch([], { sealer: () => ({ ok: true, value: sealer }) });
  await turn();
  expect(isSettled()).toBe(true);
});
