import type { CardSerial } from '@borne/domain/rights';

/** What the machines ask of the opposition list. */
export interface OppositionPort {
  /** Whether the list in hand opposes this card. A kiosk that was never given a list opposes none. */
  isOpposed(serial: CardSerial): boolean;
}
