import type { Duplex } from 'node:stream';
import type { PrinterEngine } from './printer.ts';

/**
 * A cable over any two-way stream of bytes, until the stream ends or the printer loses it, which destroys the
 * stream. Nothing is read from it while the printer's buffer is full; what was read before it ended is still printed.
 * Without power it is destroyed at once.
 */
export function joinStream(engine: PrinterEngine, stream: Duplex): void {
  const cable = engine.connect({
    received: (bytes) => stream.write(bytes),
    lost: () => stream.destroy(),
  });
  // Whatever breaks a stream also closes it.
  stream.on('error', () => {});
  if (!cable) {
    stream.destroy();
    return;
  }
  let waiting: Uint8Array = new Uint8Array();
  let closed = false;
  const offer = () => {
    waiting = waiting.subarray(cable.offer(waiting));
    if (waiting.length > 0) stream.pause();
    else if (closed) cable.unplug();
    else stream.resume();
  };
  cable.onRoom(offer);
  stream.on('data', (bytes: Buffer) => {
    waiting = waiting.length === 0 ? bytes : Buffer.concat([waiting, bytes]);
    offer();
  });
  stream.on('close', () => {
    closed = true;
    offer();
  });
}
