import { feedDots, totalCut } from '../commands.ts';
import type { Evidence, PrinterFacts } from '../profile.ts';

/** Dots from the head to the cutter, a little more than the 11.9 mm of the VKP80III: the cut falls under the last line. */
const feedToCutter = 100;

/** `GS V` may not move the cutter of a printer with a presenter; `ESC i` does, where the paper is. */
export const feedAndTotalCut = Uint8Array.of(...feedDots(feedToCutter), ...totalCut);

/** What Custom's printers have in common, and where it is written. */
export const custom = {
  fontA: { width: 12, height: 24 },
  windows1252Table: 16,
  status: 'custom',
  confirmation: 'paper-status',
  clearsBuffers: false,
  recovers: false,
} as const satisfies Partial<PrinterFacts>;

export const customVendor = 0x0dd4;

const siblings = 'Custom, command manuals of the KPM210/216, KPM150, KPM300 and VKP80II';

export const customEvidence = {
  fontA: { source: 'quobox/vkp80iii (MIT), tried on a VKP80III', confidence: 'medium' },
  windows1252Table: { source: 'quobox/vkp80iii (MIT), code pages of the VKP80III', confidence: 'medium' },
  status: { source: `${siblings}: DLE EOT 20, GS E0`, confidence: 'medium' },
  confirmation: { source: `${siblings}: GS r; none has GS ( H`, confidence: 'medium' },
  clearsBuffers: { source: `${siblings}: none names DLE DC4`, confidence: 'medium' },
  recovers: { source: `${siblings}: none names DLE ENQ`, confidence: 'medium' },
} as const satisfies Partial<Record<keyof PrinterFacts, Evidence>>;
