import type { SimulatedCard } from './simulated-card.ts';

/** What is seen at the contacts of a card. */
export type CardTrace =
  | { readonly seen: 'reset'; readonly atr: Uint8Array }
  | { readonly seen: 'apdu'; readonly command: Uint8Array; readonly answer: Uint8Array };

/** `card`, with everything that passes its contacts told to `listener`. */
export function tracedCard(card: SimulatedCard, listener: (trace: CardTrace) => void): SimulatedCard {
  return {
    reset() {
      const atr = card.reset();
      listener({ seen: 'reset', atr });
      return atr;
    },
    transmit(command) {
      const answer = card.transmit(command);
      listener({ seen: 'apdu', command, answer });
      return answer;
    },
  };
}
