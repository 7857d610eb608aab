import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { isatty } from 'node:tty';
import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import { milliseconds } from '@borne/domain/time';
import { printerError } from './printer-error.ts';
import type { PrinterLink, PrinterLinkListener, PrinterTransport } from './transport.ts';

/**
 * Between two looks at a device that has nothing to read, or no room to write. Node can wait for sockets, pipes and
 * terminals, not for other character devices; and a blocking read, which nothing can interrupt, would keep one of
 * its few threads for good. `usblp` may be opened only once, so reading and writing share one descriptor.
 */
const pollInterval = milliseconds(10);

/**
 * A printer behind a character device: `/dev/usb/lp0` (Linux `usblp`), or a terminal that was put in raw mode
 * beforehand (`stty raw -echo`), since a terminal in its usual mode alters the bytes.
 */
export function createCharacterDeviceTransport({ path }: { readonly path: string }): PrinterTransport {
  return {
    open: async (listener) => {
      try {
        const device = await open(path, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY);
        return ok(linkOver(device, path, listener));
      } catch (cause) {
        return err(printerError('disconnected', `${path} cannot be opened (${codeOf(cause)})`, cause));
      }
    },
  };
}

function linkOver(device: FileHandle, path: string, listener: PrinterLinkListener): PrinterLink {
  const isTerminal = isatty(device.fd);
  let over = false;

  const close = async () => {
    if (over) return;
    over = true;
    await device.close();
  };
  const lose = (cause: unknown): DeviceError => {
    const error = printerError('disconnected', `${path} is gone (${codeOf(cause)})`, cause);
    if (!over) {
      void close();
      listener.lost(error);
    }
    return error;
  };
  const transfer = async (
    operation: () => Promise<number>,
  ): Promise<Result<number | 'busy', DeviceError>> => {
    try {
      return ok(await operation());
    } catch (cause) {
      return codeOf(cause) === 'EAGAIN' ? ok('busy') : err(lose(cause));
    }
  };

  const listen = async () => {
    const buffer = new Uint8Array(256);
    while (!over) {
      const read = await transfer(async () => (await device.read(buffer, 0, buffer.length, null)).bytesRead);
      if (!read.ok || over) return;
      const count = read.value === 'busy' ? 0 : read.value;
      if (count > 0) listener.received(buffer.slice(0, count));
      // A terminal reads nothing at all only when its other side is gone; a printer, when it sent an empty packet.
      else if (isTerminal && read.value === 0) lose(new Error('the terminal was hung up'));
      else await delay(pollInterval);
    }
  };
  void listen();

  return {
    write: async (bytes) => {
      let written = 0;
      while (written < bytes.length) {
        if (over) return err(printerError('disconnected', `${path} was closed`));
        const rest = bytes.subarray(written);
        const wrote = await transfer(
          async () => (await device.write(rest, 0, rest.length, null)).bytesWritten,
        );
        if (!wrote.ok) return wrote;
        if (wrote.value === 'busy') await delay(pollInterval);
        else written += wrote.value;
      }
      return ok(undefined);
    },
    close,
  };
}

/** The system's name of an error (`ENODEV`, `EAGAIN`), or its words. */
function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause ? String(cause.code) : cause.message;
}
