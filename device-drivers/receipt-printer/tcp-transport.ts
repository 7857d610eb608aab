import { connect, type Socket } from 'node:net';
import { err, ok, type Result } from '@borne/domain/result';
import { milliseconds } from '@borne/domain/time';
import { printerError } from './printer-error.ts';
import type { PrinterLink, PrinterLinkListener, PrinterTransport } from './transport.ts';

/** Where a printer listens: port 9100 ("raw", "JetDirect") unless it was told otherwise. */
export interface TcpAddress {
  readonly host: string;
  readonly port: number;
}

/** For a host that does not answer at all; the system's own patience is minutes long. */
const connectTimeout = milliseconds(3000);
/** Idle time after which the system probes a link: finds out a cable that was pulled while nothing was sent. */
const keepAliveAfter = milliseconds(5000);

/**
 * A printer on the network. Closing resets the connection instead of ending it: what the system still holds of a
 * job in doubt must not go on leaving, and a printer that serves one host at a time is free again at once.
 */
export function createTcpTransport({ host, port }: TcpAddress): PrinterTransport {
  return {
    open: (listener) =>
      new Promise((resolve) => {
        const socket = connect({ host, port, noDelay: true, keepAlive: true });
        const refused = (detail: string, cause?: unknown) => {
          socket.destroy();
          resolve(err(printerError('disconnected', `${host}:${port} ${detail}`, cause)));
        };
        const onError = (cause: Error) => refused(`cannot be reached (${cause.message})`, cause);
        socket.setTimeout(connectTimeout, () => refused(`did not answer in ${connectTimeout} ms`));
        socket.once('error', onError);
        socket.once('connect', () => {
          socket.setTimeout(0);
          socket.setKeepAlive(true, keepAliveAfter);
          socket.off('error', onError);
          resolve(ok(linkOver(socket, listener)));
        });
      }),
  };
}

function linkOver(socket: Socket, listener: PrinterLinkListener): PrinterLink {
  let closed = false;
  let cause: Error | undefined;
  const lost = () =>
    printerError('disconnected', `the connection was lost (${cause?.message ?? 'ended'})`, cause);
  socket.on('data', (bytes: Buffer) => {
    if (!closed) listener.received(bytes);
  });
  socket.on('error', (error) => {
    cause = error;
  });
  // A printer that ends its side takes nothing more, whatever is still waiting to be written.
  socket.on('end', () => socket.destroy());
  socket.on('close', () => {
    if (!closed) listener.lost(lost());
    closed = true;
  });
  return {
    write: (bytes) =>
      new Promise<Result<void, ReturnType<typeof lost>>>((resolve) => {
        // A write that is cut short by closing calls back without an error.
        socket.write(bytes, (error) => resolve(error || socket.destroyed ? err(lost()) : ok(undefined)));
      }),
    close: async () => {
      closed = true;
      socket.resetAndDestroy();
    },
  };
}
