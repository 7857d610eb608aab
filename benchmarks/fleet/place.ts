import { join } from 'node:path';
import type { Clock, Timers } from '@borne/domain/time';
import type { HttpOptions } from '@borne/sync/central/http';
import { type Identity, openIdentity } from '@borne/sync/identity/identity';

/** Where the identities and the recorded days of a run are, and which centre they are for. */
export interface Place {
  readonly folder: string;
  readonly url: string;
  /** PEM. */
  readonly authority: string;
}

/** Where the identity of a kiosk is kept. */
export const identityFolder = (folder: string, kiosk: string): string => join(folder, 'kiosks', kiosk);

/** Where what a kiosk recorded in a day is kept. */
export const dayFile = (folder: string, kiosk: string): string => join(folder, 'days', kiosk);

/** A kiosk that was enrolled beforehand, and what the clients of the centre are made with. */
export function openPlaced(
  { folder, url, authority }: Place,
  kiosk: string,
  clock: Clock,
  timers: Timers = globalThis,
): { readonly identity: Identity; readonly http: HttpOptions } {
  const opened = openIdentity({
    folder: identityFolder(folder, kiosk),
    kiosk,
    url,
    authority,
    clock,
    timers,
  });
  if (!opened.ok) throw new Error(opened.error);
  const identity = opened.value;
  return { identity, http: { url, fetch: identity.fetch, timers } };
}
