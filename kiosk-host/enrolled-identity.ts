import { join } from 'node:path';
import { err, ok, type Result } from '@borne/domain/result';
import type { Clock, Timers } from '@borne/domain/time';
import { type Identity, openIdentity } from '@borne/sync/identity/identity';
import type { CentralPart } from './devices/central-part.ts';
import type { Log } from './log/log.ts';

export interface EnrolledIdentityOptions {
  readonly dataDirectory: string;
  readonly kiosk: string;
  readonly central: CentralPart;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

export interface EnrolledIdentity {
  readonly identity: Identity;
  /** True when that was done just now, with a simulated centre. */
  readonly enrolledNow: boolean;
}

/** Where a kiosk keeps who it is. */
export const identityFolder = (dataDirectory: string): string => join(dataDirectory, 'identity');

/**
 * The kiosk's identity, enrolled: without the centre's keys nothing can be recorded. With a simulated centre it enrols itself, by the
 * same way as with a code that a technician types, and again when its certificate ended while nobody started it. The error is for a person to read.
 */
export async function openEnrolledIdentity(
  options: EnrolledIdentityOptions,
): Promise<Result<EnrolledIdentity, string>> {
  const { dataDirectory, kiosk, central, clock, timers, log } = options;
  const { url, authority, newCode } = central;
  const opened = openIdentity({
    folder: identityFolder(dataDirectory),
    kiosk,
    url,
    authority,
    clock,
    timers,
  });
  if (!opened.ok) return err(`central.authorityFile: ${opened.error}`);
  const identity = opened.value;
  const { notice } = identity;
  if (notice) log.write(`identity.${notice.notice}`, { detail: notice.detail });
  const state = identity.state();
  const isOver = 'until' in state && state.until < clock.now();
  if (state.identity !== 'none' && !(isOver && newCode)) return ok({ identity, enrolledNow: false });
  const enrolled = newCode
    ? await identity.enrol(await newCode())
    : err({
        detail: `this kiosk is not enrolled${notice ? ` (${notice.detail})` : ''}: have a code drawn at the centre, then run borne enrol`,
      });
  if (enrolled.ok) {
    log.write('identity.enrolled', { kiosk });
    return ok({ identity, enrolledNow: true });
  }
  await identity.close();
  return err(`identity: ${enrolled.error.detail}`);
}
