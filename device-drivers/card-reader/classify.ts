import type { CardKind } from './port.ts';

/** What an ATR alone tells. `unlisted`: ask the card which application it answers with. */
export type AtrKind = Exclude<CardKind, 'technician' | 'unknown'> | 'unlisted';

/**
 * ATRs in hexadecimal, from pcsc-tools' smartcard_list (LudovicRousseau/pcsc-tools). `CB` is on the chip of French
 * bank cards; banks that do not write it are found by their payment application.
 */
const atrs: readonly (readonly [AtrKind, RegExp])[] = [
  ['vitale-2', /^3B75130000(4[3-9BC]09EA|4509FA)9000$/],
  ['vitale-1', /^3F652500((22|2C)09F969|(52|A3|A4)096A)9000$/],
  ['professional', /^3B(AC00402A001225|DC18FF00001225006480)/],
  ['bank', /^3B6500002063CB/],
];

const hex = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('');

/**
 * Tells cards apart by their answer to reset. An empty ATR is a card that stayed mute; so is one that begins with
 * neither convention of ISO/IEC 7816-3 §8.1 (3B, 3F): noise from dirty or misplaced contacts.
 */
export function classifyAtr(atr: Uint8Array): AtrKind {
  if (atr[0] !== 0x3b && atr[0] !== 0x3f) return 'mute';
  const text = hex(atr);
  return atrs.find(([, pattern]) => pattern.test(text))?.[0] ?? 'unlisted';
}
