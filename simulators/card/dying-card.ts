import type { SimulatedCard } from './simulated-card.ts';

/** `card`, whose chip dies as it is about to answer APDU number `apdus + 1` of its life: it never answers anything again. */
export function dyingCard(card: SimulatedCard, apdus: number): SimulatedCard {
  let left = apdus;
  return {
    reset: () => (left < 0 ? new Uint8Array() : card.reset()),
    transmit(command) {
      left = left < 0 ? left : left - 1;
      return left < 0 ? new Uint8Array() : card.transmit(command);
    },
  };
}
