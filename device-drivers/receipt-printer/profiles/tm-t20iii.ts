import type { PrinterProfile } from '../profile.ts';
import { epson, epsonEvidence, epsonVendor, vendorClassProduct } from './epson.ts';

export const tmT20iii: PrinterProfile = {
  ...epson,
  model: 'Epson TM-T20III',
  format: { dots: 576, dpi: 203, columns: 48 },
  usb: [
    { vendorId: epsonVendor, productId: 0x0e28 },
    { vendorId: epsonVendor, productId: vendorClassProduct },
  ],
  evidence: {
    ...epsonEvidence,
    format: { source: 'Epson, TM-T20III technical reference guide', confidence: 'high' },
    usb: { source: 'Epson, TM-T20III technical reference guide; usb.ids', confidence: 'high' },
  },
};
