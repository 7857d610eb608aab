import type { CalendarDate } from '@borne/domain/calendar-date';
import { describe, expect, it } from 'vitest';
import { personas } from '../personas/personas.ts';
import { dyingCard } from './dying-card.ts';
import { hostileCard, hostilities } from './hostile-card.ts';
import { seededRandom } from './seeded-random.ts';
import type { SimulatedCard } from './simulated-card.ts';
import { bytes } from './tlv.ts';
import { vitale2 } from './vitale-2.ts';

function genuine(): SimulatedCard {
  const [persona] = personas('2026-11-22' as CalendarDate);
  if (!persona) throw new Error('no persona');
  return vitale2(persona.card);
}

/** Two files, then the opening of a secured channel (INITIALIZE UPDATE), its answer fetched in parts. */
const script = [
  '00A40000023F00',
  '00B0820000',
  '00A404000BD250000002564954414C45',
  '00B0820000',
  '00A404000CF0424F524E4544524F495453',
  '80500000081122334455667788',
  '00C0000008',
  '00C0000008',
  '00C000000D',
].map(bytes);
const hex = (response: Uint8Array) => Buffer.from(response).toString('hex');

function answers(card: SimulatedCard): string[] {
  card.reset();
  return script.map((command) => hex(card.transmit(command)));
}

describe('a hostile card', () => {
  it.each(hostilities)('that lies by %s does, and does it again for the same seed', (hostility) => {
    const seeds = Array.from({ length: 50 }, (_, seed) => seed);
    const lying = seeds.map((seed) => answers(hostileCard(genuine(), seededRandom(seed), () => hostility)));
    const again = seeds.map((seed) => answers(hostileCard(genuine(), seededRandom(seed), () => hostility)));
    expect(again).toEqual(lying);
    const honest = answers(genuine()).join();
    expect(lying.some((each) => each.join() !== honest)).toBe(true);
  });

  it('lies in another way after a reset', () => {
    const card = hostileCard(genuine(), seededRandom(1));
    const lives = Array.from({ length: 20 }, () => answers(card).join());
    expect(new Set(lives).size).toBeGreaterThan(10);
  });
});

it('a dying card answers for a while and never again', () => {
  const card = dyingCard(genuine(), 2);
  expect(answers(card).map((answer) => answer !== '')).toEqual(script.map((_, index) => index < 2));
  expect(card.reset()).toHaveLength(0);
});
