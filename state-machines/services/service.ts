import type { InsertionToken } from '@borne/device-drivers/card-reader/port';
import type { VitaleContent } from '@borne/domain/rights';
import type { OperationId } from '@borne/sync/journal/port';
import type { CardGone } from '../card-gone.ts';
import type { Intent } from '../view.ts';

/** What a session gives each service it runs. */
export interface ServiceInput {
  readonly token: InsertionToken;
  readonly vitale: VitaleContent;
  /** A print of this visit that may or may not have come out: the next one repeats it and says so. */
  readonly doubt: OperationId | null;
}

/**
 * What every service listens to. In a state tagged `busy` nobody is expected to touch the screen. A service that
 * nothing can stop (printing, writing on the card) goes on after `card.gone`, without anything personal, until it is over.
 */
export type ServiceEvent = Intent | CardGone;

/**
 * How a service ends. `read-again`: to the menu, but what was read of the card is not what it holds any more. `opposed`: the
 * centre says that this card may not be served. What is left out is as it was before the service.
 */
export interface ServiceOutput {
  readonly next: 'menu' | 'read-again' | 'leave' | 'opposed' | 'card-gone';
  /** What it left in the paper tray. */
  readonly paper?: 'none' | 'printed' | 'not-printed' | 'in-doubt';
  /** The print in doubt that it leaves behind. */
  readonly doubt?: OperationId | null;
  /** What the card holds, read again since the service changed it. */
  readonly vitale?: VitaleContent;
  /** An update of the card that went to its end, or that the card must be presented again for. */
  readonly update?: 'none' | 'done' | 'unfinished';
}
