import { calendarDateAt, formatDay } from '@borne/domain/calendar-date';
import type { Organisme } from '@borne/domain/rights';
import type { ServiceId } from '../services/catalogue.ts';
import type { View } from '../view.ts';
import { momentText, timeOfDay } from './moment.ts';
import type { Surroundings } from './page.ts';

/** Said on every screen while what the centre sent down is out of date, or never came. */
export function staleBanner({ instructions: { freshness }, say }: Surroundings): View['banners'] {
  if (freshness.freshness === 'current') return [];
  const text =
    freshness.freshness === 'never'
      ? say('banner.stale.never')
      : say('banner.stale', { day: formatDay(calendarDateAt(freshness.since)) });
  return [{ tone: 'attention', text }];
}

/**
 * Why the centre has this service offered to nobody, or not to the people of the caisse that the card names; undefined when it is
 * offered. Somebody whose caisse is not known from the card is told by the centre itself.
 */
export function notOffered(
  service: ServiceId,
  organisme: Organisme | undefined,
  surroundings: Surroundings,
): string | undefined {
  const { instructions, say } = surroundings;
  if (instructions.withdrawn.includes(service)) return say('service.withdrawn');
  if (service !== 'mise-a-jour' || !organisme) return undefined;
  const closure = instructions.closures.find(
    ({ regime, caisse }) => regime === organisme.regime && caisse === organisme.caisse,
  );
  return closure && say('service.closed', { moment: momentText(closure.reopensAt, surroundings) });
}

/** For the technician: what came down, until when it is good or since when it is not, and the software that the centre wants. */
export function referenceFacts(surroundings: Surroundings) {
  const { instructions, say } = surroundings;
  const { version = 0, freshness, software } = instructions;
  const text = () => {
    if (freshness.freshness === 'never') return say('reference.none');
    const at = freshness.freshness === 'current' ? freshness.until : freshness.since;
    const values = { version, day: formatDay(calendarDateAt(at)), time: timeOfDay(at, surroundings) };
    return say(`reference.${freshness.freshness}`, values);
  };
  return [
    { label: say('fact.reference'), value: text() },
    ...(software === undefined ? [] : [{ label: say('fact.software'), value: software }]),
  ];
}
