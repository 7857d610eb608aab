import type { VitaleContent } from '@borne/domain/rights';
import type { CardGone } from '../card-gone.ts';
import type { Intent } from '../view.ts';

/** What a session gives each service it runs. */
export interface ServiceInput {
  readonly vitale: VitaleContent;
}

/**
 * What every service listens to. In a state tagged `busy` nobody is expected to touch the screen. A service that
 * nothing can stop (printing) goes on after `card.gone`, without anything personal, until it is over.
 */
export type ServiceEvent = Intent | CardGone;

/** How a service ends, and what it left in the paper tray. */
export interface ServiceOutput {
  readonly next: 'menu' | 'leave' | 'card-gone';
  readonly paper: 'none' | 'printed' | 'not-printed' | 'in-doubt';
}
