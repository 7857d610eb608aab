import { catalogue } from '@borne/state-machines/services/catalogue';
import { fr } from '@borne/state-machines/texts/fr';
import { checkTexts } from '@borne/state-machines/texts/texts';
import type { JSON_PARTS } from '@borne/sync/contract/downlink';
import { readPart } from '@borne/sync/downlink/parts';
import type { Static } from 'typebox';

/** Parts that a person writes; the centre publishes its keys and its opposition list itself. */
export const WRITTEN = ['configuration', 'notices', 'texts', 'outages', 'software'] as const;
export type WrittenPart = (typeof WRITTEN)[number];

type Part<Name extends keyof typeof JSON_PARTS> = Static<(typeof JSON_PARTS)[Name]>;

/** Moments before 2001 are seconds that were taken for milliseconds. */
const FIRST_MILLISECOND = 1e12;

/**
 * Says what is wrong with what a person wrote, at `now` (epoch milliseconds); undefined when nothing is. A kiosk refuses everything for
 * one bad part, so that what it would refuse is not published, nor what could never have an effect.
 */
export function whyNotPublished(part: WrittenPart, bytes: Uint8Array, now: number): string | undefined {
  if (part === 'software') {
    const version = Buffer.from(bytes).toString('utf8').trim();
    return /^[0-9A-Za-z.+-]{1,40}$/.test(version) ? undefined : 'expected a version, such as 1.4.0';
  }
  const read = readPart(part, bytes);
  if (!read.ok) return read.error;
  switch (part) {
    case 'texts':
      return checkTexts('fr', fr, (read.value as Part<'texts'>).texts);
    case 'notices':
      return firstOf((read.value as Part<'notices'>).notices, (notice) => wrongTime(notice, now));
    case 'outages':
      return firstOf((read.value as Part<'outages'>).outages, (window) => wrongTime(window, now));
    case 'configuration':
      return firstOf((read.value as Part<'configuration'>).withdrawn, unknownService);
  }
}

/** What is wrong with the first of `items` with which something is, and which one that is. */
function firstOf<T>(items: readonly T[], wrong: (item: T) => string | undefined): string | undefined {
  for (const [index, item] of items.entries()) {
    const problem = wrong(item);
    if (problem !== undefined) return `/${index}: ${problem}`;
  }
  return undefined;
}

function wrongTime(
  { from, until }: { readonly from: number; readonly until: number },
  now: number,
): string | undefined {
  if (from < FIRST_MILLISECOND || until < FIRST_MILLISECOND)
    return `from ${from} until ${until}: expected epoch milliseconds, such as ${now} for now`;
  if (until <= from) return `until ${iso(until)}: expected a moment after from, ${iso(from)}`;
  return until <= now ? `until ${iso(until)}: expected a moment to come` : undefined;
}

function unknownService(id: string): string | undefined {
  const known: readonly string[] = catalogue.map((service) => service.id);
  return known.includes(id) ? undefined : `"${id}": expected one of ${known.join(', ')}`;
}

const iso = (at: number) => new Date(at).toISOString();
