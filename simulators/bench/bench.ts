import type { Backlog } from '@borne/sync/journal/port';
import type { BenchState, NetworkWeather, PrinterSwitch, ShelfCard } from './contract.ts';

/** What the bench can do to the simulated devices, whatever they are made of. */
export interface Bench {
  state(): Promise<BenchState>;
  /** Called after anything that `state()` shows has changed. Returns the unsubscription. */
  subscribe(listener: () => void): () => void;
  cards(): readonly ShelfCard[];
  insertCard(id: string): Promise<BenchAnswer>;
  removeCard(): Promise<BenchAnswer>;
  /** Pulls the card that is in as it is about to receive APDU number `apdus + 1` from now. */
  pullAfter(apdus: number): Promise<BenchAnswer>;
  /** Opens or closes, until tomorrow, the caisse of the card that is in: whether it updates cards. */
  switchCaisse(open: boolean): Promise<BenchAnswer>;
  switchPrinter(to: PrinterSwitch): Promise<BenchAnswer>;
  /** Cuts or restores the cable; `weather` is what happens to what it carries, the same as before when it is not said. */
  switchNetwork(up: boolean, weather?: NetworkWeather): Promise<BenchAnswer>;
  paper(id: number): { readonly png: Buffer; readonly text: string } | undefined;
}

/** Done, or why it cannot be: the device is a real one, there is no such card, the slot is taken. */
export type BenchAnswer = 'done' | { readonly impossible: string };

/** The journal of the kiosk on the bench, as far as the bench shows it. */
export interface JournalWatch {
  backlog(): Backlog;
  /** Calls back whenever the backlog may have changed. Returns the unsubscription. */
  subscribe(listener: () => void): () => void;
}
