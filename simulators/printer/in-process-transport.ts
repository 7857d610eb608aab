import type { PrinterLink, PrinterTransport } from '@borne/device-drivers/receipt-printer/transport';
import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import type { Cable } from './cable.ts';
import type { PrinterEngine } from './printer.ts';

const disconnected = (detail: string): DeviceError => ({
  device: 'receipt-printer',
  code: 'disconnected',
  retryable: true,
  detail,
});

/** A cable inside this process: what the driver writes is what the printer takes, at the printer's pace. */
export function inProcessTransport(engine: PrinterEngine): PrinterTransport {
  return {
    open: async (listener) => {
      let ended: (() => void) | undefined;
      const end = new Promise<void>((resolve) => {
        ended = resolve;
      });
      const cable = engine.connect({
        received: listener.received,
        lost: () => {
          ended?.();
          listener.lost(disconnected('the simulated printer was unplugged'));
        },
      });
      return cable
        ? ok(linkOver(cable, end, () => ended?.()))
        : err(disconnected('the simulated printer is unplugged'));
    },
  };
}

function linkOver(cable: Cable, end: Promise<void>, hangUp: () => void): PrinterLink {
  let over = false;
  void end.then(() => {
    over = true;
  });
  return {
    write: async (bytes): Promise<Result<void, DeviceError>> => {
      let taken = 0;
      for (;;) {
        const room = new Promise<void>((resolve) => cable.onRoom(resolve));
        taken += cable.offer(bytes.subarray(taken));
        if (taken === bytes.length) return ok(undefined);
        await Promise.race([room, end]);
        if (over) return err(disconnected(`the cable was unplugged after ${taken} of ${bytes.length} bytes`));
      }
    },
    close: async () => {
      cable.unplug();
      hangUp();
    },
  };
}
