import type { Recipient } from '@borne/sync/envelope/recipient';

/** Where the centre is, what this kiosk is known by there, and whom its journal is sealed to. */
export interface CentralPart {
  readonly url: string;
  readonly token: string;
  readonly recipient: Recipient;
}
