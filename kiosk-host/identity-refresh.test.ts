import type { IdentityRefresh } from '@borne/sync/identity/identity';
import { expect, it } from 'vitest';
import { keepIdentityFresh } from './identity-refresh.ts';
import type { Log } from './log/log.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));
const minutes = (count: number) => count * 60_000;

/** A kiosk whose centre tells the time to whoever asks, that of a refused kiosk included. */
function watch() {
  const logged: unknown[] = [];
  const alarms: { ring: () => void; at: number }[] = [];
  let now = 0;
  let asked = 0;
  let enrolledBeside = false;
  const stop = keepIdentityFresh(
    {
      refresh: async (): Promise<IdentityRefresh> => {
        asked += 1;
        return { refresh: 'unchanged' };
      },
      lookAgain: () => {
        const found = enrolledBeside;
        enrolledBeside = false;
        return found;
      },
    },
    {
      timers: {
        setTimeout: (ring: () => void, delay: number) => alarms.push({ ring, at: now + delay }),
        clearTimeout: () => alarms.splice(0),
      },
      random: () => 1,
      log: { write: (...entry: unknown[]) => logged.push(entry), close: () => {} } as Log,
    },
  );
  const pass = async (duration: number) => {
    for (const until = now + duration; ; await turn()) {
      const next = alarms.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      now = next?.at ?? until;
      if (!next) return;
      alarms.splice(alarms.indexOf(next), 1);
      next.ring();
    }
  };
  return {
    stop,
    pass,
    logged,
    asked: () => asked,
    enrolBeside: () => {
      enrolledBeside = true;
    },
  };
}

it('takes up within five minutes what was enrolled beside it, though the time is asked for once an hour', async () => {
  const { pass, logged, asked, enrolBeside, stop } = watch();
  await turn();
  await pass(minutes(11));
  enrolBeside();
  await pass(minutes(5));
  expect(logged).toEqual([['identity.taken-up']]);
  expect(asked()).toBe(1);
  await pass(minutes(50));
  expect(asked()).toBe(2);
  expect(logged).toHaveLength(1);
  stop();
});
