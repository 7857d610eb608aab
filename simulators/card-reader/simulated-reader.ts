import type { SimulatedCard } from '../card/simulated-card.ts';

/** The hands of the person at the reader, the same in front of the in-process reader and of pcscd. */
export interface SimulatedReader {
  /** The card in the slot. */
  readonly inserted: SimulatedCard | undefined;
  /** Puts a card in; one that is already there is pulled first. */
  insert(card: SimulatedCard): Promise<void>;
  remove(): Promise<void>;
  /** Pulls the card as it is about to receive APDU number `apdus + 1` from now. */
  pullAfter(apdus: number): void;
  unplug(): Promise<void>;
  plug(): Promise<void>;
  /** Called with the card in the slot whenever it changes. Returns the unsubscription. */
  onChange(listener: (card: SimulatedCard | undefined) => void): () => void;
}
