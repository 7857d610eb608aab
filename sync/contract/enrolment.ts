import { type Static, Type } from 'typebox';
import { CentralKeys, SigningKeyId } from './central-keys.ts';
import { KioskName, Signature } from './identifiers.ts';

/**
 * How a kiosk comes by the certificate that it shows at every connection (mutual TLS):
 *
 * - `POST /v1/enrolment` — with a one-time code, by a technician. EST's `/simpleenroll` (RFC 7030 §4.2.1) in JSON: a PKCS#10 request up,
 *   the certificate down. The same code with the same key is answered the same again: the answer may be lost.
 * - `POST /v1/kiosks/{kiosk}/certificates` — the kiosk itself, over a connection with the certificate in hand: EST's `/simplereenroll` (§4.2.2).
 * - `GET /v1/time?nonce=` — anybody: what time it is, signed, for who cannot judge the dates of a certificate yet.
 */

const strict = { additionalProperties: false } as const;

/** DER (ITU-T X.690), in base64. */
const Der = (longest: number) =>
  Type.String({ minLength: 4, maxLength: longest, pattern: '^[A-Za-z0-9+/]+={0,2}$' });

/** Eight decimal digits, as `1234-5678`: drawn by the centre, told to a technician, typed at the kiosk. */
export const EnrolmentCode = Type.String({ pattern: '^\\d{4}-\\d{4}$' });

/** A PKCS#10 request (RFC 2986) for a P-256 key, signed with that key. Its subject's common name is the kiosk (RFC 7030 §4.2.2). */
const Request = Der(2048);

export const EnrolmentRequest = Type.Object(
  { kiosk: KioskName, code: EnrolmentCode, request: Request },
  strict,
);

export const CertificatesPath = Type.Object({ kiosk: KioskName });

export const CertificateRequest = Type.Object({ request: Request }, strict);

/** The kiosk's certificate, the fleet's authority that issued it, and the centre's other public keys. */
export const Enrolment = Type.Object(
  { certificate: Der(4096), authority: Der(4096), keys: CentralKeys },
  strict,
);

/** 128 random bits in hex, drawn for one question. */
const Nonce = Type.String({ pattern: '^[0-9a-f]{32}$' });

export const TimeQuery = Type.Object({ nonce: Nonce }, strict);

/** `signature` is over `timeStatement`, with a key for watermarks. */
export const SignedTime = Type.Object(
  {
    nonce: Nonce,
    time: Type.Integer({ minimum: 0, description: 'epoch milliseconds' }),
    key: SigningKeyId,
    signature: Signature,
  },
  strict,
);

export type EnrolmentRequest = Static<typeof EnrolmentRequest>;
export type CertificateRequest = Static<typeof CertificateRequest>;
export type Enrolment = Static<typeof Enrolment>;
export type SignedTime = Static<typeof SignedTime>;
