import type { CardSerial } from '@borne/domain/rights';
import type { Clock } from '@borne/domain/time';
import { decodeOppositionList, encodeOppositionList } from '@borne/sync/opposition/opposition-list';
import { type Comparison, compare, type Subject } from './compare.ts';

const CARDS = 500_000;
/** Cards in circulation, of which those opposed are drawn; eight digits and a Luhn digit in a serial. */
const NUMBERS = 100_000_000;

/** A look-up among half a million opposed cards, half of them asked for in vain, against a `Set` of the same strings. */
export async function oppositionLookup(clock: Clock): Promise<Comparison> {
  const opposed = drawSerials(CARDS, 1);
  const asked = [...opposed.filter((_, index) => index % 10 === 0), ...drawSerials(CARDS / 10, 2)];
  const bytes = encodeOppositionList(opposed);
  const started = clock.monotonic();
  const list = decodeOppositionList(bytes);
  const decoding = clock.monotonic() - started;
  if (!list.ok) throw new Error(list.error);
  const set: ReadonlySet<CardSerial> = new Set(opposed);
  const found = asked.filter((serial) => set.has(serial)).length;

  const lookUp = (name: string, has: (serial: CardSerial) => boolean): Subject => ({
    name,
    async run(count) {
      for (let round = 0; round < count; round += asked.length) {
        let hits = 0;
        for (const serial of asked) if (has(serial)) hits += 1;
        if (hits !== found) throw new Error(`${hits} cards opposed: expected ${found}`);
      }
    },
  });
  const size = `${CARDS} cards in ${(bytes.length / 1e6).toFixed(2)} MB, decoded in ${decoding.toFixed(0)} ms`;
  return compare(
    lookUp(`look-up in the opposition list (${size})`, (serial) => list.value.has(serial)),
    lookUp('the same in a Set of strings', (serial) => set.has(serial)),
    { rounds: 9, count: asked.length, now: () => clock.monotonic() },
  );
}

/** Serials in the shape of `docs/card.md`, the same for the same `seed`. */
function drawSerials(count: number, seed: number): CardSerial[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const number = Math.floor((state / 2 ** 32) * NUMBERS);
    return `80250000002${String(number).padStart(8, '0')}${number % 10}` as CardSerial;
  });
}
