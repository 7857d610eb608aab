import type { PrinterProfile, UsbId } from '@borne/device-drivers/receipt-printer/profile';
import {
  type PrinterProfileName,
  printerProfiles,
} from '@borne/device-drivers/receipt-printer/profiles/catalogue';
import type { PrinterTransport } from '@borne/device-drivers/receipt-printer/transport';
import type { Config } from '../config/schema.ts';

type PrinterConfig = Config['printer'];

/** What a kiosk has unless it is told otherwise. */
const defaultProfile: PrinterProfileName = 'tm-t20iii';

/** The name of the printer's profile, which is also that of the model that stands for it in simulation. */
export const printerProfileName = ({ profile = defaultProfile }: PrinterConfig) => profile;

export const printerProfileOf = (printer: PrinterConfig): PrinterProfile =>
  printerProfiles[printerProfileName(printer)];

/** The transport of a real printer, its packages loaded only now. */
export async function openPrinter(printer: PrinterConfig): Promise<PrinterTransport> {
  switch (printer.transport) {
    case 'tcp': {
      const { createTcpTransport } = await import('@borne/device-drivers/receipt-printer/tcp-transport');
      return createTcpTransport({ host: printer.host, port: printer.port });
    }
    case 'character-device': {
      const { createCharacterDeviceTransport } = await import(
        '@borne/device-drivers/receipt-printer/character-device-transport'
      );
      return createCharacterDeviceTransport({ path: printer.path });
    }
    case 'usb': {
      const { createUsbTransport } = await import('@borne/device-drivers/receipt-printer/usb-transport');
      return createUsbTransport({ ids: usbIdsOf(printer), serial: printer.serial });
    }
    case 'escpos-usb': {
      const { createEscposUsbTransport } = await import(
        '@borne/device-drivers/receipt-printer/escpos-usb-transport'
      );
      return createEscposUsbTransport({ ids: usbIdsOf(printer) });
    }
    case 'simulated':
      throw new Error('a simulated printer comes from the simulation');
  }
}

/** The device that the configuration names as `lsusb` does (`04b8:0e28`), or those that the profile knows. */
function usbIdsOf(printer: Extract<PrinterConfig, { device?: string }>): readonly UsbId[] {
  if (printer.device === undefined) return printerProfileOf(printer).usb;
  const [vendorId = 0, productId = 0] = printer.device.split(':').map((id) => Number.parseInt(id, 16));
  return [{ vendorId, productId }];
}
