import type { RightsStatement, VitaleContent } from '@borne/domain/rights';
import type { Issued } from '../card/vitale-2.ts';
import type { Decided } from '../central-api/card-updates/target.ts';

/**
 * A fictional insured person: what their card holds and what their caisse knows. Both are made for a given
 * day, so that "rights until the end of the year" stays true whenever the simulation runs. Every NIR uses a
 * commune code that INSEE never assigned.
 */
export interface Persona {
  readonly id: string;
  /** As on the bench's shelf: `Nathalie Durand, 57 ans, deux enfants`. */
  readonly label: string;
  /** What this person lets one try. */
  readonly story: string;
  readonly card: VitaleContent;
  /** Absent: the centre does not know this card. */
  readonly registry?: RightsStatement;
  /** The card was declared lost, stolen or invalid: the opposition list has it. */
  readonly opposed?: true;
  /** What the card holds besides, that nobody reads without a key. Nothing by default. */
  readonly issued?: Issued;
  /** What the caisse decided besides the rights: what the card should hold. Nothing by default. */
  readonly decided?: Decided;
}
