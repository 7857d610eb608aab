import type { PrinterProfile } from '../profile.ts';
import { custom, customEvidence, customVendor, feedAndTotalCut } from './custom.ts';

export const k80: PrinterProfile = {
  ...custom,
  model: 'Custom K80',
  format: { dots: 576, dpi: 203, columns: 48 },
  sheetEnd: { kind: 'cut', commands: feedAndTotalCut },
  usb: [{ vendorId: customVendor, productId: 0x0237 }],
  evidence: {
    ...customEvidence,
    format: { source: 'the usual head of 80 mm printers', confidence: 'low' },
    sheetEnd: { source: 'that of the VKP80II (command reference: ESC i)', confidence: 'medium' },
    usb: { source: 'usb.ids', confidence: 'high' },
  },
};
