import type { EpochMilliseconds } from '@borne/domain/time';

/** Why no connection to the centre is to be had, as the TLS of it tells. */
export type ConnectionFault =
  /** What answers speaks no TLS: a portal, a proxy, another port. */
  | 'not-tls'
  /** It speaks an older TLS than 1.3 only, or was made to. */
  | 'downgraded'
  /** Its certificate is not from the fleet's authority. */
  | 'wrong-authority'
  /** Its certificate is from the authority, and not for a server. */
  | 'wrong-usage'
  /** Its certificate is for another name. */
  | 'wrong-name'
  /** By the best clock that could be had, which is this kiosk's own unless the centre's could be asked. */
  | 'not-yet-valid'
  | 'expired';

/**
 * What this kiosk is to the centre. `expired`, `revoked`, `unknown`: the centre said so of its certificate. A technician must then enrol
 * it with a code; meanwhile it serves what needs no centre, and keeps its journal. A kiosk that was never enrolled has no keys to record
 * with, and does not start.
 */
export type IdentityState =
  | { readonly identity: 'revoked' | 'unknown' }
  | {
      readonly identity: 'enrolled' | 'expired';
      /** When the certificate ends, by the centre's clock. */
      readonly until: EpochMilliseconds;
      /** Of the last connection that was tried. */
      readonly fault?: ConnectionFault;
      /** How far this kiosk's clock is ahead of the centre's, in milliseconds; when that is known, and too far. */
      readonly clockAhead?: number;
    };

/** What the machines see of the kiosk's identity. */
export interface IdentityPort {
  /** Answers at once. */
  state(): IdentityState;
}
