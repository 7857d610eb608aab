import { type Static, Type } from 'typebox';
import { SignedWatermark } from './journal.ts';

/** Every error of the centre: `application/problem+json` (RFC 9457). `type` tells what happened; `detail` is for a person. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.Optional(Type.String()),
  watermark: Type.Optional(SignedWatermark),
});

export type Problem = Static<typeof Problem>;

/** The values of `type` that a kiosk acts upon; the others are told apart by their status. */
export const PROBLEM = {
  /** 404: the registry has no such card. */
  unknownCard: 'urn:borne:problem:unknown-card',
  /** 404: no such relay is open here; what its packages did, only the card can tell. Open another. */
  unknownRelay: 'urn:borne:problem:unknown-relay',
  /** 409: records are missing before this batch; `watermark` says where to start again. */
  journalGap: 'urn:borne:problem:journal-gap',
  /** 422: the batch does not continue, or contradicts, what the centre holds. */
  journalForked: 'urn:borne:problem:journal-forked',
  /** 401: no certificate was shown, or one of another fleet. */
  certificateExpected: 'urn:borne:problem:certificate-expected',
  /** 401: the certificate that was shown has expired by the centre's clock: the kiosk must be enrolled again. */
  certificateExpired: 'urn:borne:problem:certificate-expired',
  /** 401: the certificate, or the kiosk, was revoked: the kiosk must be enrolled again, when an operator of the centre says so. */
  certificateRevoked: 'urn:borne:problem:certificate-revoked',
  /** 403: the one-time code is not the one that waits for this kiosk, or was used with another key, or has expired. */
  codeRefused: 'urn:borne:problem:code-refused',
  /** 403: this key of a kiosk is another kiosk's, or was revoked: the kiosk must make a new one. */
  keyRefused: 'urn:borne:problem:key-refused',
  /** 403: the batch is not signed with the key of this kiosk. */
  batchSignature: 'urn:borne:problem:batch-signature',
  /** 403: this key will not be certified (again); the kiosk needs another. */
  sealKeyRefused: 'urn:borne:problem:seal-key-refused',
  /** 403: this kiosk may not seal until an operator of the centre says so, whatever its key. */
  sealOutOfService: 'urn:borne:problem:seal-out-of-service',
} as const;
