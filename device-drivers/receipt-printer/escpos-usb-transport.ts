import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import type { UsbAdapter } from 'escpos-usb';
import { printerError } from './printer-error.ts';
import type { UsbId } from './profile.ts';
import type { PrinterLink, PrinterLinkListener, PrinterTransport } from './transport.ts';

export type EscposUsb = new (vendorId?: number, productId?: number) => UsbAdapter;
export type EscposUsbLoader = () => Promise<Result<EscposUsb, DeviceError>>;

/** npm `escpos-usb`, if it is installed. */
export async function loadEscposUsb(): ReturnType<EscposUsbLoader> {
  try {
    return ok((await import('escpos-usb')).default);
  } catch (cause) {
    const detail = 'npm package escpos-usb is not installed: run npm install again, with optional packages';
    return err(printerError('disconnected', detail, cause));
  }
}

/**
 * A printer on USB through npm `escpos-usb`, which cannot read: whatever is printed through it stays in doubt. For
 * machines on which `usb-transport.ts` does not work. The package runs on npm `usb` 1.9 and on no later one.
 *
 * @param ids the first of them that is connected is opened; empty: the first of the USB printer class.
 */
export function createEscposUsbTransport(
  { ids }: { readonly ids: readonly UsbId[] },
  load: EscposUsbLoader = loadEscposUsb,
): PrinterTransport {
  return {
    open: async (listener) => {
      const loaded = await load();
      if (!loaded.ok) return loaded;
      const adapter = find(loaded.value, ids);
      if (!adapter.ok) return adapter;
      const opened = await called((done) => adapter.value.open(done));
      return opened.ok ? ok(linkOver(adapter.value, listener)) : opened;
    },
  };
}

function find(Usb: EscposUsb, ids: readonly UsbId[]): Result<UsbAdapter, DeviceError> {
  const attempts =
    ids.length > 0
      ? ids.map(
          ({ vendorId, productId }) =>
            () =>
              new Usb(vendorId, productId),
        )
      : [() => new Usb()];
  let cause: unknown;
  for (const attempt of attempts)
    try {
      return ok(attempt());
    } catch (thrown) {
      cause = thrown;
    }
  return err(printerError('disconnected', `escpos-usb found no printer (${textOf(cause)})`, cause));
}

function linkOver(adapter: UsbAdapter, listener: PrinterLinkListener): PrinterLink {
  let over = false;
  adapter.on('disconnect', () => {
    if (over) return;
    over = true;
    listener.lost(printerError('disconnected', 'the USB printer is gone'));
  });
  return {
    writeOnly: true,
    write: async (bytes) =>
      over
        ? err(printerError('disconnected', 'the link to the USB printer is closed'))
        : called((done) => adapter.write(Buffer.from(bytes), done)),
    close: async () => {
      if (over) return;
      over = true;
      await called((done) => adapter.close(done));
    },
  };
}

/** The first answer of a method that calls back, perhaps several times, or throws. */
function called(
  method: (done: (error?: Error | null) => void) => unknown,
): Promise<Result<void, DeviceError>> {
  return new Promise((resolve) => {
    const fail = (cause: unknown) =>
      resolve(err(printerError('disconnected', `escpos-usb failed (${textOf(cause)})`, cause)));
    try {
      method((error) => (error ? fail(error) : resolve(ok(undefined))));
    } catch (cause) {
      fail(cause);
    }
  });
}

const textOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));
