import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stormy } from './faults.ts';
import { createNetwork, type Network } from './network.ts';

let target: Server;
let arrived: number;
let onArrival: () => void;
let network: Network;

beforeEach(async () => {
  arrived = 0;
  onArrival = () => undefined;
  target = createServer((_, response) => {
    arrived += 1;
    onArrival();
    response.end('hello');
  });
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  network = await createNetwork({ target: `http://127.0.0.1:${(target.address() as AddressInfo).port}` });
});
afterEach(async () => {
  await network.close();
  target.closeAllConnections();
  await new Promise((resolve) => target.close(resolve));
});

const ask = async () => (await fetch(network.url)).text();
const fails = () =>
  ask().then(
    () => 'answered',
    () => 'failed',
  );

describe('the cable', () => {
  it('carries requests and answers', async () => {
    expect(await ask()).toBe('hello');
    expect(network.isUp).toBe(true);
  });

  it('carries nothing while cut, and everything once restored', async () => {
    const changes: boolean[] = [];
    const stop = network.subscribe((isUp) => changes.push(isUp));
    network.cut();
    network.cut();
    expect(await fails()).toBe('failed');
    expect(arrived).toBe(0);
    network.up();
    expect(await ask()).toBe('hello');
    stop();
    network.cut();
    expect(changes).toEqual([false, true]);
  });

  it('breaks the exchange under way when it is cut', async () => {
    onArrival = () => network.cut();
    expect(await fails()).toBe('failed');
    expect(arrived).toBe(1);
  });

  it('loses one answer after the request has arrived', async () => {
    network.loseNextAnswer();
    expect(await fails()).toBe('failed');
    expect(arrived).toBe(1);
    expect(await ask()).toBe('hello');
  });

  it('holds answers back for as long as it was told, by the timers it was given', async () => {
    await network.close();
    const timers: { callback: () => void; delay: number }[] = [];
    let held: () => void = () => undefined;
    const isHeld = new Promise<void>((resolve) => {
      held = resolve;
    });
    network = await createNetwork({
      target: `http://127.0.0.1:${(target.address() as AddressInfo).port}`,
      timers: {
        setTimeout: (callback: () => void, delay: number) => {
          timers.push({ callback, delay });
          held();
          return timers.length;
        },
        clearTimeout: () => undefined,
      },
    });
    network.delayAnswers(30_000);
    let answered = false;
    const answer = ask().then((text) => {
      answered = true;
      return text;
    });
    await isHeld;
    expect(answered).toBe(false);
    expect(timers[0]?.delay).toBe(30_000);
    for (const { callback } of timers.splice(0)) callback();
    network.delayAnswers(0);
    expect(await answer).toBe('hello');
  });

  it('says that its port is taken', async () => {
    await expect(createNetwork({ target: network.url, port: network.port })).rejects.toThrow(/EADDRINUSE/);
  });
});

it('is as stormy as it is told', () => {
  let draws = 0;
  const weather = stormy({ 'lose-request': 0.2, duplicate: 0.1 }, () => (draws++ + 0.5) / 10);
  const faults = Array.from({ length: 10 }, weather).map((each) => each?.fault);
  expect(faults).toEqual(['lose-request', 'lose-request', 'duplicate', ...Array(7).fill(undefined)]);
});
