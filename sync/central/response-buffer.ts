import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { Client, type Dispatcher } from 'undici';

/** More than undici takes from a connection at once: its buffer, which only grows, then stays where it is. In bytes. */
const MOST_AT_ONCE = 256 * 1024;

/** Its body goes on until the connection ends (RFC 9112 §6.3). */
const response = Buffer.alloc(MOST_AT_ONCE);
response.write('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n');

/**
 * Overwrites what the last responses of the centre left with undici, whose parser copies each into memory that it keeps for the next. To
 * be called once before the first of them comes, so that the buffer never has to move, and whenever they are to be forgotten. It asks
 * nobody: the response comes from here.
 */
export async function overwriteResponseBuffer(): Promise<void> {
  const client = new Client('http://overwritten.invalid', {
    // A connection is never there at once, and neither is a response: undici counts on it.
    connect: (_options, callback) => setImmediate(() => callback(null, answering() as Socket)),
  });
  await new Promise<void>((resolve, reject) => {
    const unread: Dispatcher.DispatchHandler = {
      onRequestStart: () => {},
      onResponseStart: () => {},
      onResponseData: () => {},
      onResponseEnd: () => resolve(),
      onResponseError: (_controller, error) => reject(error),
    };
    client.dispatch({ method: 'GET', path: '/' }, unread);
  });
  await client.close();
}

/** The other end of a connection that answers anything with `response`. */
function answering(): Duplex {
  return new Duplex({
    readableHighWaterMark: 2 * MOST_AT_ONCE,
    read() {},
    write(_request, _encoding, written) {
      written();
      setImmediate(() => {
        this.push(response);
        this.push(null);
      });
    },
  });
}
