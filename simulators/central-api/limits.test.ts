import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { isOperator } from './fleet/operator-check.ts';
import { Accounts, addLimits, noKiosk } from './limits.ts';
import { createServer } from './server.ts';

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

it('spares who it is told to, at an address that has used up what it may', async () => {
  const server = await createServer(() => {});
  const once = { perSecond: 1, burst: 1, underWay: 9 };
  addLimits(server, once, () => 0, noKiosk, isOperator('s3cret'));
  server.get('/', async () => 'in');
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  const asked = async (secret: string) =>
    (await fetch(url, { headers: { authorization: `Bearer ${secret}` } })).status;
  const statuses: number[] = [];
  for (const secret of ['s3cret', 's3cret', 'other', 'other', 's3cret']) statuses.push(await asked(secret));
  expect(statuses).toEqual([200, 200, 200, 429, 200]);
  await server.close();
});

it('counts what is under way until it is answered, not until its body was read', async () => {
  const server = await createServer(() => {});
  addLimits(server, { perSecond: 1, burst: 100, underWay: 3 }, () => 0);
  let release = (_: string) => {};
  const released = new Promise<string>((resolve) => (release = resolve));
  server.post('/', () => released);
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  const ask = async () => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    if (answer.status === 429) refused += 1;
    if (refused === 2) release('in');
    return answer.status;
  };
  let refused = 0;
  expect((await Promise.all(Array.from({ length: 5 }, ask))).sort()).toEqual([200, 200, 200, 429, 429]);
  expect(await ask()).toBe(200);
  await server.close();
});

it('counts nothing of a connection that ended, whatever was under way on it', async () => {
  const server = await createServer(() => {});
  addLimits(server, { perSecond: 1, burst: 100, underWay: 3 }, () => 0);
  let begun = 0;
  const never = () => {
    begun += 1;
    return new Promise<never>(() => {});
  };
  server.post('/never', never);
  server.get('/', async () => 'in');
  const url = new URL(await server.listen({ port: 0, host: '127.0.0.1' }));
  const socket = connect(Number(url.port), url.hostname);
  const post =
    'POST /never HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}';
  socket.write(post.repeat(3));
  await expect.poll(() => begun).toBe(3);
  expect((await fetch(url)).status).toBe(429);
  socket.destroy();
  await expect.poll(async () => (await fetch(url)).status).toBe(200);
  await server.close();
});
