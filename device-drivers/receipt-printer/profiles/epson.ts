import { feedAndCut } from '../commands.ts';
import type { Evidence, PrinterFacts } from '../profile.ts';

/** What Epson's receipt printers have in common, and where it is written. */
export const epson = {
  fontA: { width: 12, height: 24 },
  windows1252Table: 16,
  status: 'epson',
  confirmation: 'process-id',
  clearsBuffers: true,
  recovers: true,
  sheetEnd: { kind: 'cut', commands: feedAndCut },
} as const satisfies Partial<PrinterFacts>;

const reference = (commands: string): Evidence => ({
  source: `Epson, ESC/POS command reference: ${commands}`,
  confidence: 'high',
});

export const epsonEvidence = {
  fontA: reference('ESC M'),
  windows1252Table: {
    source: 'Epson, ESC/POS command reference: ESC t; escpos-printer-db (CC-BY-4.0)',
    confidence: 'high',
  },
  status: reference('DLE EOT, GS a'),
  confirmation: reference('GS ( H'),
  clearsBuffers: reference('DLE DC4 function 8'),
  recovers: reference('DLE ENQ'),
  sheetEnd: reference('GS V function B'),
} as const satisfies Partial<Record<keyof PrinterFacts, Evidence>>;

/** Epson's vendor, and the product that every model is in its vendor-defined USB class. */
export const epsonVendor = 0x04b8;
export const vendorClassProduct = 0x0202;
