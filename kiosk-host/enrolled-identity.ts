import { join } from 'node:path';
import { err, ok, type Result } from '@borne/domain/result';
import type { Clock, Timers } from '@borne/domain/time';
import {
  type EnrolledIdentity,
  type Identity,
  isEnrolled,
  openIdentity,
} from '@borne/sync/identity/identity';
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

export interface OpenedIdentity {
  readonly identity: EnrolledIdentity;
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
): Promise<Result<OpenedIdentity, string>> {
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
  if (isEnrolled(identity) && !(isOver && newCode)) return ok({ identity, enrolledNow: false });
  const enrolled = newCode
    ? await identity.enrol(await newCode())
    : err({ detail: notEnrolled(kiosk, notice) });
  if (enrolled.ok && isEnrolled(identity)) {
    log.write('identity.enrolled', { kiosk });
    return ok({ identity, enrolledNow: true });
  }
  await identity.close();
  return err(`identity: ${enrolled.ok ? notEnrolled(kiosk, notice) : enrolled.error.detail}`);
}

/** What was found, and the remedy. */
function notEnrolled(kiosk: string, notice: Identity['notice']): string {
  const why =
    notice === undefined
      ? 'this kiosk is not enrolled'
      : notice.notice === 'set-aside'
        ? `identity.json was damaged, and set aside as ${notice.detail}`
        : notice.detail;
  return `${why}. Without an identity nothing can be recorded, and the kiosk does not start: have a code drawn at the centre (borne central --enrol ${kiosk}), then run borne enrol`;
}
