/** The part of npm `usb` 3 that a printer needs. A test stands in for it. */
export interface UsbPackage {
  readonly usb: { getDevices(): Promise<readonly UsbDevice[]> };
}

export interface UsbDevice {
  readonly vendorId: number;
  readonly productId: number;
  readonly bus: string;
  readonly ports: readonly number[];
  /** Read from the device, and throws when that fails. */
  readonly serialNumber: string | null;
  readonly configuration: { readonly interfaces: readonly UsbInterface[] } | null;
  open(): Promise<void>;
  close(): Promise<void>;
  /** Ends every transfer under way; the device is then to be found anew. */
  reset(): Promise<void>;
  detachKernelDriver(interfaceNumber: number): Promise<void>;
  claimInterface(interfaceNumber: number): Promise<void>;
  releaseInterface(interfaceNumber: number): Promise<void>;
  clearHalt(direction: 'in' | 'out', endpointNumber: number): Promise<void>;
  transferIn(endpoint: number, length: number, timeout: number): Promise<UsbInResult>;
  transferOut(endpoint: number, data: Uint8Array, timeout: number): Promise<UsbOutResult>;
}

export interface UsbInResult {
  readonly status?: string | undefined;
  readonly data?: DataView | undefined;
}

export interface UsbOutResult {
  readonly status: string;
  readonly bytesWritten: number;
}

interface UsbInterface {
  readonly interfaceNumber: number;
  readonly alternate: {
    readonly interfaceClass: number;
    readonly endpoints: readonly {
      readonly endpointNumber: number;
      readonly direction: 'in' | 'out';
      readonly type: string;
    }[];
  };
}

/** Where a printer is spoken to: one interface, and the numbers of its two bulk endpoints. */
export interface PrinterInterface {
  readonly number: number;
  readonly out: number;
  readonly in: number;
}

/** USB Device Class Definition for Printing Devices 1.1. */
const printerClass = 7;
const vendorClass = 255;

/**
 * The interface of `device` that carries ESC/POS both ways: of the printer class, or else of the maker's own, unless
 * `classOnly`. Undefined when it has none: a printer's other interfaces are for other things.
 */
export function printerInterface(device: UsbDevice, classOnly: boolean): PrinterInterface | undefined {
  const interfaces = device.configuration?.interfaces ?? [];
  for (const wanted of classOnly ? [printerClass] : [printerClass, vendorClass])
    for (const { interfaceNumber, alternate } of interfaces) {
      if (alternate.interfaceClass !== wanted) continue;
      const bulk = alternate.endpoints.filter(({ type }) => type === 'bulk');
      const out = bulk.find(({ direction }) => direction === 'out')?.endpointNumber;
      const back = bulk.find(({ direction }) => direction === 'in')?.endpointNumber;
      if (out !== undefined && back !== undefined) return { number: interfaceNumber, out, in: back };
    }
  return undefined;
}
