import { join } from 'node:path';
import { err, ok, type Result } from '@borne/domain/result';
import type { Timers } from '@borne/domain/time';
import { fr } from '@borne/state-machines/texts/fr';
import { checkTexts } from '@borne/state-machines/texts/texts';
import type { HttpOptions } from '@borne/sync/central/http';
import { type Downlink, openDownlink } from '@borne/sync/downlink/downlink';
import type { Identity } from '@borne/sync/identity/identity';
import type { Config } from './config/schema.ts';

/** What the centre sent down to this kiosk, and will. The error is for a person to read: without the centre's keys nothing can be recorded. */
export function openCentreDownlink(
  { dataDirectory, kiosk }: Config,
  identity: Identity,
  http: HttpOptions,
  timers: Timers,
): Result<Downlink, string> {
  const { keys } = identity;
  if (keys === undefined) return err('identity: the keys of the centre are missing: enrol the kiosk again');
  const downlink = openDownlink({
    folder: join(dataDirectory, 'downlink'),
    kiosk: kiosk.id,
    ...{ http, timers },
    clock: { now: identity.now },
    enrolled: () => identity.keys ?? keys,
    checkTexts: (texts) => checkTexts('fr', fr, texts),
  });
  identity.believeTimeOf(() => downlink.keys().watermark);
  return ok(downlink);
}
