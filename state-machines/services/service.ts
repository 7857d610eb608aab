import type { VitaleContent } from '@borne/domain/rights';
import type { OperationId } from '@borne/sync/journal/port';
import type { CardGone } from '../card-gone.ts';
import type { Intent } from '../view.ts';

/** What a session gives each service it runs. */
export interface ServiceInput {
  readonly vitale: VitaleContent;
  /** A print of this visit that may or may not have come out: the next one repeats it and says so. */
  readonly doubt: OperationId | null;
}

/**
 * What every service listens to. In a state tagged `busy` nobody is expected to touch the screen. A service that
 * nothing can stop (printing) goes on after `card.gone`, without anything personal, until it is over.
 */
export type ServiceEvent = Intent | CardGone;

/** How a service ends, what it left in the paper tray, and the print in doubt that it leaves behind. */
export interface ServiceOutput {
  readonly next: 'menu' | 'leave' | 'card-gone';
  readonly paper: 'none' | 'printed' | 'not-printed' | 'in-doubt';
  readonly doubt: OperationId | null;
}
