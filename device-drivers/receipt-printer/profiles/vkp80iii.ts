import { presentTicket, retractTicket } from '../commands.ts';
import type { PrinterProfile } from '../profile.ts';
import { custom, customEvidence, customVendor, feedAndTotalCut } from './custom.ts';

/** How far a ticket is held out, in the printer's steps. */
const presentation = 20;

export const vkp80iii: PrinterProfile = {
  ...custom,
  model: 'Custom VKP80III',
  format: { dots: 576, dpi: 203, columns: 48 },
  sheetEnd: {
    kind: 'present',
    commands: Uint8Array.of(...feedAndTotalCut, ...presentTicket(presentation)),
    discard: Uint8Array.of(...feedAndTotalCut, ...retractTicket),
    retract: retractTicket,
  },
  usb: [{ vendorId: customVendor, productId: 0x0205 }],
  evidence: {
    ...customEvidence,
    format: {
      source: 'quobox/vkp80iii (MIT), tried on a VKP80III: 576 dots, 8 dots/mm',
      confidence: 'medium',
    },
    sheetEnd: {
      source:
        'Custom, VKP80II command reference: ESC i, GS e 2 and 3, with retracting enabled in its set-up; a VKP80III in its own emulation has FS P instead',
      confidence: 'medium',
    },
    usb: { source: 'quobox/vkp80iii (MIT), measured', confidence: 'medium' },
  },
};
