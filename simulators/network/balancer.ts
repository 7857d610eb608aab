import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Balancer {
  readonly port: number;
  close(): Promise<void>;
}

/** How often a connection that nobody accepts is tried again before it is given up, each time with another process. */
const MOST_ATTEMPTS = 6;

/**
 * Hands each connection to the next of `ports` on this machine, as they are at that moment, in turn; one where nobody listens is
 * passed over. What it carries it does not read.
 */
export async function createBalancer(ports: () => readonly number[]): Promise<Balancer> {
  const sockets = new Set<Socket>();
  let turn = 0;

  function keep(socket: Socket) {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  }

  function handOn(near: Socket, attempt: number) {
    const open = ports();
    const far = connect(open[turn++ % open.length] ?? 0, '127.0.0.1');
    let isOpen = false;
    keep(far);
    far.on('connect', () => {
      isOpen = true;
      near.pipe(far);
      far.pipe(near);
    });
    far.on('close', () => {
      if (!isOpen && attempt < MOST_ATTEMPTS && !near.destroyed) handOn(near, attempt + 1);
      else near.destroy();
    });
    near.on('close', () => far.destroy());
  }

  const server = createServer((near) => {
    keep(near);
    handOn(near, 1);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
