import { GENESIS } from '@borne/sync/contract/journal';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DeliveryGate } from '../delivery-gate.ts';
import type { Callers } from '../identity/callers.ts';
import type { SigningKeys } from '../identity/signing-keys.ts';
import type { Received } from '../reports/reports.ts';
import { type CentralServer, createServer } from '../server.ts';
import { addJournalRoute } from './routes.ts';

const epoch = 'e'.repeat(32);
const taken: Received = {
  ingested: 'acknowledged',
  kept: 1,
  watermark: { epoch, seq: 1, head: GENESIS },
};

let server: CentralServer;
let answers: ((received: Received) => void)[];
beforeEach(async () => {
  answers = [];
  server = await createServer(() => undefined);
  addJournalRoute(server, {
    // Everybody is known and let in at once: only what is being written is looked at here.
    callers: {
      ownKiosk: async () => ({ kiosk: 'borne-1', fingerprint: 'f' }),
      keyBehind: () => undefined,
    } as unknown as Callers,
    gate: {
      enter: () => ({ turn: Promise.resolve(() => undefined), giveUp: () => undefined }),
    } as unknown as DeliveryGate,
    signing: {
      sign: () => ({ key: '0123456789abcdef', signature: 's'.repeat(86) }),
    } as unknown as SigningKeys,
    reports: { takeBatch: () => new Promise((resolve) => answers.push(resolve)) },
    observe: () => undefined,
  });
  await server.ready();
});
afterEach(() => server.close());

const deliver = () =>
  server.inject({
    method: 'PUT',
    url: `/v1/kiosks/borne-1/journal/${epoch}/1-1`,
    headers: { 'content-type': 'application/json' },
    payload: '{}',
  });

it('takes no more than 64 batches while none is written, whoever waits for them', async () => {
  const delivering = Array.from({ length: 64 }, deliver);
  await expect.poll(() => answers.length).toBe(64);
  const tooMuch = await deliver();
  expect([tooMuch.statusCode, tooMuch.headers['retry-after']]).toEqual([503, '10']);

  answers[0]?.(taken);
  expect((await delivering[0])?.statusCode).toBe(200);
  delivering.push(deliver());
  await expect.poll(() => answers.length).toBe(65);
  for (const answer of answers) answer(taken);
  expect((await Promise.all(delivering)).every(({ statusCode }) => statusCode === 200)).toBe(true);
});
