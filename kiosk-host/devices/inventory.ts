/** What a bus shows, one line a device, or why it cannot be looked at. */
export type Inventory = { readonly devices: readonly string[] } | { readonly unavailable: string };

const hex = (id: number) => id.toString(16).padStart(4, '0');
const named = (vendor: number, product: number, ...names: (string | null | undefined)[]) =>
  [`${hex(vendor)}:${hex(product)}`, ...names].filter(Boolean).join(' ');

/** Readers by the names that pcscd gives them, as the configuration's `cardReader.reader` wants them. */
export async function readerInventory(): Promise<Inventory> {
  const { listReaders } = await import('@borne/device-drivers/card-reader/pcsc-transport');
  const readers = await listReaders(globalThis);
  return readers.ok ? { devices: readers.value } : { unavailable: readers.error.detail };
}

/** Devices as `04b8:0e28 EPSON TM-T20III`. */
export function usbInventory(): Promise<Inventory> {
  return inventory(async () => {
    const { usb } = await import('usb');
    const devices = await usb.getDevices();
    return devices.map((device) =>
      named(device.vendorId, device.productId, device.manufacturerName, device.productName),
    );
  });
}

/** Devices as `0c2e:0b61 Honeywell 3320g (usage page 0x8c, usage 2)`: the usage page is what a driver opens by. */
export function hidInventory(): Promise<Inventory> {
  return inventory(async () => {
    const { devicesAsync } = await import('node-hid');
    const devices = await devicesAsync();
    return devices.map(({ vendorId, productId, manufacturer, product, usagePage = 0, usage = 0 }) => {
      const name = named(vendorId, productId, manufacturer, product);
      return `${name} (usage page 0x${usagePage.toString(16)}, usage ${usage})`;
    });
  });
}

/** A native package that is not installed, or a bus that the machine lacks, is said and is no error. */
async function inventory(list: () => Promise<string[]>): Promise<Inventory> {
  try {
    return { devices: await list() };
  } catch (cause) {
    return { unavailable: cause instanceof Error ? cause.message : String(cause) };
  }
}
