import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createTcpTransport } from './tcp-transport.ts';

/** What npm `escpos`'s own network adapter gets wrong: slow readers, failures, and who is told of them. */

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function printer(handle: (socket: Socket) => void) {
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    socket.on('error', () => {});
    handle(socket);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return createTcpTransport({ host: '127.0.0.1', port: address.port });
}

async function open(handle: (socket: Socket) => void) {
  const losses: string[] = [];
  let told = () => {};
  const loss = new Promise<void>((resolve) => {
    told = resolve;
  });
  const transport = await printer(handle);
  const opened = await transport.open({
    received: () => {},
    lost: ({ code }) => {
      losses.push(code);
      told();
    },
  });
  if (!opened.ok) throw new Error(opened.error.detail);
  return { link: opened.value, losses, loss };
}

describe('a printer on the network', () => {
  it('gets every byte, however slowly it reads', async () => {
    const all = 2_000_000;
    let received = 0;
    let everything = () => {};
    const arrived = new Promise<void>((resolve) => {
      everything = resolve;
    });
    const { link } = await open((socket) => {
      socket.on('data', ({ length }) => {
        received += length;
        socket.pause();
        setImmediate(() => socket.resume());
        if (received === all) everything();
      });
      socket.resume();
    });
    expect(await link.write(new Uint8Array(all))).toEqual({ ok: true, value: undefined });
    await arrived;
    expect(received).toBe(all);
    await link.close();
  });

  it('that reads nothing leaves the write pending, which closing ends with an error', async () => {
    const { link, losses } = await open(() => {});
    let ended = false;
    const written = link.write(new Uint8Array(50_000_000)).then((result) => {
      ended = true;
      return result;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toBe(false);
    await link.close();
    expect(await written).toMatchObject({ ok: false, error: { code: 'disconnected' } });
    expect(losses).toEqual([]);
  });

  it('that hangs up is lost once, and its write fails', async () => {
    const { link, losses, loss } = await open((socket) => {
      socket.once('data', () => socket.resetAndDestroy());
      socket.resume();
    });
    await link.write(Uint8Array.of(0));
    await loss;
    expect(await link.write(Uint8Array.of(1))).toMatchObject({ ok: false, error: { code: 'disconnected' } });
    expect(losses).toEqual(['disconnected']);
  });

  it('that is not there is an error with its address, and no exception', async () => {
    const transport = await printer(() => {});
    const [server] = servers.splice(0);
    server?.close();
    if (server) await once(server, 'close');
    expect(await transport.open({ received: () => {}, lost: () => {} })).toMatchObject({
      ok: false,
      error: { code: 'disconnected', detail: expect.stringMatching(/^127\.0\.0\.1:\d+ cannot be reached/) },
    });
  });
});
