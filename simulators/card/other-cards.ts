import { IsoCard } from './iso-card.ts';
import type { SimulatedCard } from './simulated-card.ts';
import { bytes, latin1, tlv } from './tlv.ts';

/** A Carte Vitale 1: known by its ATR; its commands (CLA BC) are not ISO 7816-4 and are not simulated. */
export const vitale1 = (): SimulatedCard => answering('3F 65 25 00 22 09 F9 69 90 00', 0x6e00);

/** A CPS3, a health professional's card: known by its ATR; it knows no file 3F00 without its own application. */
export const cps3 = (): SimulatedCard =>
  answering('3B AC 00 40 2A 00 12 25 00 64 80 00 03 10 00 90 00', 0x6a82);

/** A French bank card, with "CB" in its ATR. */
export const bankCard = (): SimulatedCard => answering('3B 65 00 00 20 63 CB 68 00', 0x6a82);

/** A bank card that only its payment directory gives away. */
export const foreignBankCard = (): SimulatedCard =>
  new IsoCard({
    atr: bytes('3B 64 00 00 80 62 06 51'),
    directories: [
      { id: 0x3f00, files: [] },
      { aid: latin1('1PAY.SYS.DDF01'), files: [{ id: 0x0001, sfi: 1, content: tlv(0x70) }] },
    ],
  });

/** A transport pass, a loyalty card: an ATR nobody listed, and no application of ours. */
export const unknownCard = (): SimulatedCard => answering('3B 04 41 42 43 44', 0x6a82);

/** A card whose chip does not answer: worn out, or put in upside down. */
export const muteCard = (): SimulatedCard => ({
  reset: () => new Uint8Array(),
  transmit: () => {
    throw new Error('a mute card was sent a command');
  },
});

/** A card that says yes to everything, as somebody may make at home. */
export const yesCard = (): SimulatedCard => answering('3B 05 42 4F 52 4E 45', 0x9000);

function answering(atr: string, sw: number): SimulatedCard {
  return { reset: () => bytes(atr), transmit: () => Uint8Array.of(sw >> 8, sw & 0xff) };
}
