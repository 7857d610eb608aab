import type { PrinterProfile } from '../profile.ts';
import { epson, epsonEvidence, epsonVendor, vendorClassProduct } from './epson.ts';

export const tmT88vi: PrinterProfile = {
  ...epson,
  model: 'Epson TM-T88VI',
  format: { dots: 512, dpi: 180, columns: 42 },
  usb: [
    { vendorId: epsonVendor, productId: 0x0e21 },
    { vendorId: epsonVendor, productId: vendorClassProduct },
  ],
  evidence: {
    ...epsonEvidence,
    format: { source: 'that of the TM-T88V (technical reference guide)', confidence: 'medium' },
    usb: { source: 'Epson, TM-T88VI technical reference guide; usb.ids', confidence: 'high' },
  },
};
