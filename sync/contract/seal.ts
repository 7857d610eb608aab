import { type Static, Type } from 'typebox';
import { KioskName } from './identifiers.ts';

/**
 * How kiosks come by certificates for the seals of their documents, and how anybody checks one:
 *
 * - `POST /v1/kiosks/{kiosk}/seal-certificates` — a kiosk has its key certified. Same exchange as EST's `/simpleenroll`
 *   (RFC 7030 §4.2), in JSON: a PKCS#10 request up, certificates down.
 * - `GET /v1/seal/certificates/{authority}/{certificate}`, the same with `/status`, and `GET /v1/seal/trust` — public.
 */

const strict = { additionalProperties: false } as const;

/** Of an authority or of a certificate, as in the header of a 2D-Doc. */
export const SealId = Type.String({ pattern: '^[0-9A-Z]{4}$' });

/** DER (ITU-T X.690), in base64. */
const Der = (longest: number) =>
  Type.String({ minLength: 4, maxLength: longest, pattern: '^[A-Za-z0-9+/]+={0,2}$' });

const Certificate = Der(4096);

/** Seconds since 1970, as in a JWT (RFC 7519, NumericDate). */
const NumericDate = Type.Integer({ minimum: 0, maximum: 253_402_300_799 });

export const SealCertificatesPath = Type.Object({ kiosk: KioskName });

export const SealCertificatePath = Type.Object({ authority: SealId, certificate: SealId });

/** The number printed on a document. */
export const DocumentNumber = Type.String({ pattern: '^[A-Z0-9][A-Z0-9-]{0,63}$' });

export const SealStatusQuery = Type.Object({ document: Type.Optional(DocumentNumber) }, strict);

/** A PKCS#10 request (RFC 2986) for a P-256 key, signed with that key. Its subject is ignored: the connection says who asks. */
export const SealCertificateRequest = Type.Object({ request: Der(2048) }, strict);

export const RevocationReason = Type.Union([
  Type.Literal('key-compromise'),
  Type.Literal('superseded'),
  Type.Literal('cessation'),
]);

const Revocation = Type.Object({ since: NumericDate, reason: RevocationReason }, strict);

/** A certificate and the one of the authority that issued it. */
export const SealCertificate = Type.Object(
  {
    authority: SealId,
    certificate: SealId,
    chain: Type.Tuple([Certificate, Certificate]),
    revoked: Type.Optional(Revocation),
  },
  strict,
);

/**
 * What an authority signs of one certificate, and of one document when its number was asked for, as the claims of a JWT. It is
 * short whatever was ever revoked, and says nothing of after `exp`.
 */
export const SealStatus = Type.Object(
  {
    iss: SealId,
    iat: NumericDate,
    exp: NumericDate,
    certificate: Type.Object({ id: SealId, revoked: Type.Optional(Revocation) }, strict),
    document: Type.Optional(
      Type.Object({ number: DocumentNumber, revokedSince: Type.Optional(NumericDate) }, strict),
    ),
  },
  strict,
);

/** `jws`: a `SealStatus` in a compact JWS (RFC 7515), ES256, `kid` the authority's identifier. */
export const SignedSealStatus = Type.Object({ jws: Type.String({ minLength: 1 }) }, strict);

/** What an authority signs of all revocations, as the claims of a JWT: for whoever checks without a network. Says nothing of after `exp`. */
export const RevocationList = Type.Object(
  {
    iss: SealId,
    iat: NumericDate,
    exp: NumericDate,
    certificates: Type.Array(
      Type.Object({ id: SealId, since: NumericDate, reason: RevocationReason }, strict),
      { maxItems: 100_000 },
    ),
    documents: Type.Array(
      Type.Object({ number: Type.String({ minLength: 1, maxLength: 64 }), since: NumericDate }, strict),
      { maxItems: 1_000_000 },
    ),
  },
  strict,
);

/** `jws`: a `RevocationList` in a compact JWS (RFC 7515), ES256, `kid` the authority's identifier. */
export const SealRevocations = Type.Object({ jws: Type.String({ minLength: 1 }) }, strict);

/** Everything that checking without a network takes. Its authorities are believed because of where the file comes from. */
export const TrustBundle = Type.Object(
  {
    authorities: Type.Array(Certificate, { minItems: 1, maxItems: 16 }),
    certificates: Type.Array(Certificate, { maxItems: 100_000 }),
    revocations: Type.Array(SealRevocations, { maxItems: 16 }),
  },
  strict,
);

export type SealCertificateRequest = Static<typeof SealCertificateRequest>;
export type SealCertificate = Static<typeof SealCertificate>;
export type RevocationReason = Static<typeof RevocationReason>;
export type Revocation = Static<typeof Revocation>;
export type SealStatus = Static<typeof SealStatus>;
export type RevocationList = Static<typeof RevocationList>;
export type TrustBundle = Static<typeof TrustBundle>;
