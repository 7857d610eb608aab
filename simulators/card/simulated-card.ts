/** What a card on the bench's shelf is, in the words of the reader's port. */
export type SimulatedKind =
  | 'vitale-2'
  | 'vitale-1'
  | 'professional'
  | 'bank'
  | 'technician'
  | 'unknown'
  | 'mute';

/** A card as a reader sees it: contacts. What it keeps (a PIN counter) survives a reset and a re-insertion. */
export interface SimulatedCard {
  /** Powers the card or resets it: security status and selection are lost. The ATR; empty from a mute card. */
  reset(): Uint8Array;
  /** One command APDU in, the whole response out (data ‖ SW1 SW2); nothing at all from a card that died. */
  transmit(command: Uint8Array): Uint8Array;
}
