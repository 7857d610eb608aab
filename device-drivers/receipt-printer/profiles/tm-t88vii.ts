import type { PrinterProfile } from '../profile.ts';
import { epson, epsonEvidence, epsonVendor, vendorClassProduct } from './epson.ts';

export const tmT88vii: PrinterProfile = {
  ...epson,
  model: 'Epson TM-T88VII',
  format: { dots: 512, dpi: 180, columns: 42 },
  usb: [{ vendorId: epsonVendor, productId: vendorClassProduct }],
  evidence: {
    ...epsonEvidence,
    format: { source: 'that of the TM-T88V (technical reference guide)', confidence: 'medium' },
    usb: {
      source: 'the vendor-defined class of the other models; its product in the printer class was not found',
      confidence: 'low',
    },
  },
};
