import { epochMilliseconds } from '@borne/domain/time';
import type { Manifest } from '../contract/downlink.ts';
import type { Reference } from './parts.ts';
import type { Freshness, Instructions } from './port.ts';

/** A manifest and what its parts say. */
export interface ReferenceSet {
  readonly manifest: Manifest;
  readonly reference: Reference;
}

const applies = ({ from, until }: { readonly from: number; readonly until: number }, now: number) =>
  from <= now && now < until;

/** One object: who makes something of the texts makes it once. */
const NO_TEXTS = {};

/** What a set tells the machines at `now` (epoch milliseconds). Its notices and closures go on applying once it is out of date. */
export function instructionsAt(set: ReferenceSet | undefined, now: number): Instructions {
  if (!set)
    return { freshness: { freshness: 'never' }, notices: [], closures: [], withdrawn: [], texts: NO_TEXTS };
  const { manifest, reference } = set;
  const { notices = [] } = reference.notices ?? {};
  const { outages = [] } = reference.outages ?? {};
  return {
    version: manifest.version,
    freshness: freshnessAt(manifest, now),
    notices: notices.filter((notice) => applies(notice, now)).map(({ tone, text }) => ({ tone, text })),
    closures: outages
      .filter((outage) => applies(outage, now))
      .map(({ regime, caisse, until }) => ({ regime, caisse, reopensAt: epochMilliseconds(until) })),
    withdrawn: reference.configuration?.withdrawn ?? [],
    texts: reference.texts?.texts ?? NO_TEXTS,
    ...(manifest.software === undefined ? {} : { software: manifest.software }),
  };
}

function freshnessAt({ validUntil }: Manifest, now: number): Freshness {
  const end = epochMilliseconds(validUntil);
  return now < validUntil ? { freshness: 'current', until: end } : { freshness: 'expired', since: end };
}

/** The first moment after `now` at which a set says something else; `Infinity` when it never does. */
export function nextChange({ manifest, reference }: ReferenceSet, now: number): number {
  const windows = [...(reference.notices?.notices ?? []), ...(reference.outages?.outages ?? [])];
  const moments = [manifest.validUntil, ...windows.flatMap(({ from, until }) => [from, until])];
  return Math.min(...moments.filter((moment) => moment > now));
}
