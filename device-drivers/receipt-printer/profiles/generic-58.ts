import { feedDots } from '../commands.ts';
import type { PrinterProfile } from '../profile.ts';

/** 15 mm, past the tear bar of any of them. */
const feedToTearBar = 120;

/** The printers without a name, 58 mm wide, that a shop sells for thirty euros. */
export const generic58: PrinterProfile = {
  model: 'generic 58 mm',
  format: { dots: 384, dpi: 203, columns: 32 },
  fontA: { width: 12, height: 24 },
  windows1252Table: 16,
  status: 'epson',
  confirmation: 'paper-status',
  clearsBuffers: false,
  recovers: false,
  sheetEnd: { kind: 'tear', commands: feedDots(feedToTearBar) },
  usb: [],
  evidence: {
    format: { source: 'escpos-printer-db (CC-BY-4.0): POS-5890', confidence: 'medium' },
    fontA: { source: 'escpos-printer-db (CC-BY-4.0): POS-5890', confidence: 'medium' },
    windows1252Table: { source: 'escpos-printer-db (CC-BY-4.0): POS-5890', confidence: 'medium' },
    status: { source: 'assumed: they imitate Epson’s, some answer nothing', confidence: 'low' },
    confirmation: { source: 'assumed: GS r is common among them, GS ( H is not', confidence: 'low' },
    clearsBuffers: { source: 'assumed: none names DLE DC4 function 8', confidence: 'low' },
    recovers: { source: 'assumed: none names DLE ENQ', confidence: 'low' },
    sheetEnd: { source: 'assumed: no cutter', confidence: 'low' },
    usb: { source: 'vendors and products differ with every batch', confidence: 'low' },
  },
};
