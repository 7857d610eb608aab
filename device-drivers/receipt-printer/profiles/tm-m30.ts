import type { PrinterProfile } from '../profile.ts';
import { epson, epsonEvidence, epsonVendor, vendorClassProduct } from './epson.ts';

export const tmM30: PrinterProfile = {
  ...epson,
  model: 'Epson TM-m30',
  format: { dots: 576, dpi: 203, columns: 48 },
  usb: [{ vendorId: epsonVendor, productId: vendorClassProduct }],
  evidence: {
    ...epsonEvidence,
    format: { source: 'that of the TM-m30III (escpos-printer-db, CC-BY-4.0)', confidence: 'medium' },
    usb: {
      source: 'the vendor-defined class of the other models; its product in the printer class was not found',
      confidence: 'low',
    },
  },
};
