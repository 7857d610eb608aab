import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import { printerError } from './printer-error.ts';
import type { UsbId } from './profile.ts';
import type { PrinterLink, PrinterLinkListener, PrinterTransport } from './transport.ts';
import { type PrinterInterface, printerInterface, type UsbDevice, type UsbPackage } from './usb-device.ts';

export interface UsbAddress {
  /** What the printer may be; empty: whatever is of the USB printer class. */
  readonly ids: readonly UsbId[];
  /** Tells it from another of its kind. */
  readonly serial?: string | undefined;
}

export type UsbLoader = () => Promise<Result<UsbPackage, DeviceError>>;

/**
 * Milliseconds for one transfer. The package wants a limit, cancels a transfer that reaches it, and then does not say
 * how many bytes had passed; so it is never meant to be reached. Silence and jams are the driver's to notice.
 */
const transferLimit = 3_600_000;
/** Bytes asked for at once: some packets, of which a printer fills part of the first. */
const readSize = 512;
/** A printer that refuses to be read so often in a row is not there for us. */
const stallsAllowed = 3;

/** npm `usb` 3, if it is installed and has a build for this machine. */
export async function loadUsb(): ReturnType<UsbLoader> {
  try {
    // Its own types lean on those of WebUSB, and do not know that a transfer can be given a limit.
    return ok((await import('usb')) as unknown as UsbPackage);
  } catch (cause) {
    const detail = 'npm package usb cannot be loaded on this machine: run npm install again';
    return err(printerError('disconnected', detail, cause));
  }
}

/**
 * A printer on USB, through npm `usb` 3: of the printer class, or in its maker's own class, which the system's own driver
 * leaves alone. It is found again by its serial number, or by the port it hung on, after every loss.
 */
export function createUsbTransport(address: UsbAddress, load: UsbLoader = loadUsb): PrinterTransport {
  /** Where the printer last was, so that another of its kind is not taken for it. */
  let last: string | undefined;
  return {
    open: async (listener) => {
      const loaded = await load();
      if (!loaded.ok) return loaded;
      try {
        const devices = await loaded.value.usb.getDevices();
        const chosen = choose(devices, address, last);
        if (!chosen.ok) return chosen;
        const { device, found } = chosen.value;
        await device.open();
        await claim(device, found.number);
        last = placeOf(device);
        return ok(new UsbLink(device, found, listener));
      } catch (cause) {
        const detail = `the USB printer cannot be opened (${textOf(cause)}): may this user, and is nothing else using it?`;
        return err(printerError('disconnected', detail, cause));
      }
    },
  };
}

interface Candidate {
  readonly device: UsbDevice;
  readonly found: PrinterInterface;
}

function choose(
  devices: readonly UsbDevice[],
  { ids, serial }: UsbAddress,
  last: string | undefined,
): Result<Candidate, DeviceError> {
  const isNamed = (device: UsbDevice) =>
    ids.some(({ vendorId, productId }) => device.vendorId === vendorId && device.productId === productId);
  const candidates = devices
    .filter((device) => ids.length === 0 || isNamed(device))
    .filter((device) => serial === undefined || serialOf(device) === serial)
    .flatMap((device) => {
      const found = printerInterface(device, ids.length === 0);
      return found ? [{ device, found }] : [];
    });
  const known = candidates.find(({ device }) => placeOf(device) === last);
  const [only, ...others] = candidates;
  if (known) return ok(known);
  if (!only) return err(printerError('disconnected', `no USB printer ${wanted(ids, serial)} is connected`));
  if (others.length > 0) {
    const places = candidates.map(({ device }) => serialOf(device) ?? `port ${device.ports.join('.')}`);
    const detail = `${candidates.length} USB printers are alike (${places.join(', ')}): name one by its serial number`;
    return err(printerError('disconnected', detail));
  }
  return ok(only);
}

async function claim(device: UsbDevice, number: number): Promise<void> {
  // `usblp` holds printers of the printer class. Where there is no such driver, or no such system, nothing is lost.
  await device.detachKernelDriver(number).catch(() => {});
  await device.claimInterface(number);
}

class UsbLink implements PrinterLink {
  #over = false;
  readonly #device: UsbDevice;
  readonly #found: PrinterInterface;
  readonly #listener: PrinterLinkListener;

  constructor(device: UsbDevice, found: PrinterInterface, listener: PrinterLinkListener) {
    this.#device = device;
    this.#found = found;
    this.#listener = listener;
    void this.#listen();
  }

  async write(bytes: Uint8Array): Promise<Result<void, DeviceError>> {
    if (this.#over) return err(printerError('disconnected', 'the link to the USB printer is closed'));
    try {
      const { status, bytesWritten } = await this.#device.transferOut(this.#found.out, bytes, transferLimit);
      if (status === 'ok' && bytesWritten === bytes.length) return ok(undefined);
      const detail = `the USB printer took ${bytesWritten} of ${bytes.length} bytes (${status})`;
      return err(printerError('disconnected', detail));
    } catch (cause) {
      return err(this.#lose(cause));
    }
  }

  /** The package has no other way to end a transfer that hangs, and a claim lasts as long as its transfers. */
  async close(): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    await this.#device.reset().catch(() => {});
    await this.#leave();
  }

  /** One read is always under way: the package loses bytes that come between two of them, and allows no two at once. */
  async #listen(): Promise<void> {
    let stalls = 0;
    while (!this.#over && stalls < stallsAllowed) {
      try {
        const { status, data } = await this.#device.transferIn(this.#found.in, readSize, transferLimit);
        if (this.#over) return;
        stalls = status === 'ok' ? 0 : stalls + 1;
        if (status !== 'ok') await this.#device.clearHalt('in', this.#found.in);
        else if (data && data.byteLength > 0) this.#listener.received(copyOf(data));
      } catch (cause) {
        if (!isLimitReached(cause)) return void this.#lose(cause);
      }
    }
    if (!this.#over) this.#lose(new Error('it refuses to be read'));
  }

  #lose(cause: unknown): DeviceError {
    const error = printerError('disconnected', `the USB printer is gone (${textOf(cause)})`, cause);
    if (!this.#over) {
      this.#over = true;
      void this.#leave();
      this.#listener.lost(error);
    }
    return error;
  }

  async #leave(): Promise<void> {
    await this.#device.releaseInterface(this.#found.number).catch(() => {});
    await this.#device.close().catch(() => {});
  }
}

/** The package says so in these words, and nothing else. */
const isLimitReached = (cause: unknown) => /cancelled/i.test(textOf(cause));

const copyOf = (data: DataView) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();

const textOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));

/** Asked of the device itself, which may refuse to say. */
function serialOf(device: UsbDevice): string | undefined {
  try {
    return device.serialNumber ?? undefined;
  } catch {
    return undefined;
  }
}

const placeOf = (device: UsbDevice) => serialOf(device) ?? `${device.bus}-${device.ports.join('.')}`;

const hex = (id: number) => id.toString(16).padStart(4, '0');

function wanted(ids: readonly UsbId[], serial: string | undefined): string {
  const kinds = ids.map(({ vendorId, productId }) => `${hex(vendorId)}:${hex(productId)}`);
  const kind = kinds.length > 0 ? `(${kinds.join(' or ')})` : 'of the printer class';
  return serial === undefined ? kind : `${kind} with the serial number ${serial}`;
}
