import { createServer, type Socket } from 'node:net';
import type { PrinterEngine } from './printer.ts';
import { joinStream } from './stream-front.ts';

/** The printer's network socket. */
export interface TcpFront {
  readonly port: number;
  /** Stops listening and hangs up. */
  close(): Promise<void>;
}

export interface TcpFrontOptions {
  /** 0, which it is without, for any free one. */
  readonly port?: number;
  /** Address to listen on; this machine's own without. */
  readonly host?: string;
  /** A connection is over. */
  readonly hungUp?: () => void;
}

/**
 * Puts the printer on the network, as port 9100 does on a real one. A new connection takes the printer from the one
 * before.
 */
export async function startTcpFront(
  engine: PrinterEngine,
  { port = 0, host = '127.0.0.1', hungUp }: TcpFrontOptions = {},
): Promise<TcpFront> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      hungUp?.();
    });
    joinStream(engine, socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
