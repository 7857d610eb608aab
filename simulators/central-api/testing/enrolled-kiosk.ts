import type { Clock, Timers } from '@borne/domain/time';
import type { HttpOptions } from '@borne/sync/central/http';
import { watermarkCheck } from '@borne/sync/identity/central-signature';
import { type Identity, openIdentity } from '@borne/sync/identity/identity';
import type { CentralApi } from '../central-api.ts';
import { patientTimers } from './patient-timers.ts';

/** A kiosk with real connections, and what the clients of the centre are made with. */
export interface EnrolledKiosk {
  readonly identity: Identity;
  readonly http: HttpOptions;
  readonly verify: ReturnType<typeof watermarkCheck>;
}

export interface EnrolledKioskOptions {
  readonly kiosk: string;
  /** Where its identity is kept; one that is there is opened as it is. */
  readonly folder: string;
  readonly clock: Clock;
  /** The centre's own by default. */
  readonly url?: string;
  /** Patient ones by default: how long a kiosk waits is rarely what is looked at. */
  readonly timers?: Timers;
}

/** A kiosk that is enrolled with `api` over TLS, by the way that a technician takes. Close its `identity` in the end. */
export async function enrolledKiosk(
  api: CentralApi,
  { kiosk, folder, clock, url = api.url, timers = patientTimers }: EnrolledKioskOptions,
): Promise<EnrolledKiosk> {
  const authority = api.kiosks.authority.toString();
  const opened = openIdentity({ folder, kiosk, url, authority, clock, timers });
  if (!opened.ok) throw new Error(opened.error);
  const identity = opened.value;
  if (identity.state().identity === 'none') {
    const { code } = await api.kiosks.newCode(kiosk);
    const enrolled = await identity.enrol(code);
    if (!enrolled.ok) throw new Error(`${kiosk} was not enrolled: ${enrolled.error.detail}`);
  }
  return {
    identity,
    http: { url, fetch: identity.fetch, timers },
    verify: watermarkCheck(() => identity.keys?.watermark ?? []),
  };
}
