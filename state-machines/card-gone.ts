import type { CardReaderState, InsertionToken } from '@borne/device-drivers/card-reader/port';

/** The card a machine works for has left the slot. `other`: another card is in, or the reader itself is gone. */
export interface CardGone {
  readonly type: 'card.gone';
  readonly slot: 'empty' | 'other';
}

/** Whether `reader` still holds the presentation named by `token`. */
export function holds(reader: CardReaderState, token: InsertionToken): boolean {
  return 'token' in reader && reader.token === token;
}
