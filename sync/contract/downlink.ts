import { type Static, Type } from 'typebox';
import { CentralKeys } from './central-keys.ts';
import { Hash, KioskName } from './identifiers.ts';

/**
 * What the centre sends down:
 *
 * - `GET /v1/kiosks/{kiosk}/manifest` — what this kiosk is to have, signed. Its ETag is the version: 304 to who has it.
 * - `GET /v1/parts/{sha256}` — one part, by what it is. With `?from={sha256}`, the difference from that one, if the centre still knows
 *   it; the content type says which of the two it sent.
 */

const strict = { additionalProperties: false } as const;

/** Epoch milliseconds, as the centre's clock tells them. */
const Moment = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

/** Most bytes of a part: three times a list of half a million opposed cards. */
const LONGEST_PART = 4 * 1024 * 1024;

/** `name` is open: a kiosk leaves what it does not know yet alone. */
export const PartReference = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z][a-z-]{0,31}$' }),
    version: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    sha256: Hash,
    size: Type.Integer({ minimum: 0, maximum: LONGEST_PART, description: 'bytes, before any compression' }),
  },
  strict,
);

/**
 * What one kiosk is to have. `version` only grows, whatever becomes of the centre: it is the second in which it was issued, or the
 * next number. After `validUntil` the kiosk goes on with what it has, and says that it is out of date.
 */
export const Manifest = Type.Object(
  {
    kiosk: KioskName,
    version: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    issued: Moment,
    validUntil: Moment,
    software: Type.Optional(
      Type.String({ pattern: '^[0-9A-Za-z.+-]{1,40}$', description: 'version that the kiosk is to run' }),
    ),
    parts: Type.Array(PartReference, { maxItems: 16 }),
  },
  strict,
);

/** `jws`: a `Manifest` in a compact JWS (RFC 7515), EdDSA (RFC 8037), `typ` `borne-manifest`, `kid` the signing key's name. */
export const SignedManifest = Type.Object(
  { jws: Type.String({ minLength: 1, maxLength: 16 * 1024 }) },
  strict,
);

export const ManifestPath = Type.Object({ kiosk: KioskName });

export const PartPath = Type.Object({ sha256: Hash });

export const PartQuery = Type.Object({ from: Type.Optional(Hash) }, strict);

/** Content types of a part and of a difference (`opposition/opposition-delta.ts`). */
export const PART_TYPE = 'application/octet-stream';
export const DELTA_TYPE = 'application/vnd.borne.opposition-delta';

/** How the kiosk is to behave. */
const Configuration = Type.Object(
  {
    /** Services that are not offered for now, by their ids (`state-machines/services/catalogue.ts`): `mise-a-jour`, `attestation-droits`. */
    withdrawn: Type.Array(Type.String({ pattern: '^[a-z][a-z-]{0,39}$' }), { maxItems: 40 }),
  },
  strict,
);

/** A word to everybody, on the screen that waits for a card. */
export const Notice = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }),
    from: Moment,
    until: Moment,
    tone: Type.Union([Type.Literal('neutral'), Type.Literal('attention')]),
    text: Type.String({ minLength: 1, maxLength: 160 }),
  },
  strict,
);

const Notices = Type.Object({ notices: Type.Array(Notice, { maxItems: 8 }) }, strict);

/** Texts that take the place of the kiosk's own, by their keys in its catalogue. */
export const Texts = Type.Object(
  {
    texts: Type.Record(
      Type.String({ pattern: '^[a-z0-9.-]{1,80}$' }),
      Type.String({ minLength: 1, maxLength: 600 }),
    ),
  },
  strict,
);

/** When a caisse is known beforehand not to update cards. */
const OutageWindow = Type.Object(
  {
    regime: Type.String({ pattern: '^\\d{2}$' }),
    caisse: Type.String({ pattern: '^\\d{3}$' }),
    from: Moment,
    until: Moment,
  },
  strict,
);

const Outages = Type.Object({ outages: Type.Array(OutageWindow, { maxItems: 1000 }) }, strict);

/** The JSON parts, by name. `opposition` is a list as in `opposition/opposition-list.ts`. */
export const JSON_PARTS = {
  configuration: Configuration,
  notices: Notices,
  texts: Texts,
  outages: Outages,
  keys: CentralKeys,
} as const;

export type PartReference = Static<typeof PartReference>;
export type Manifest = Static<typeof Manifest>;
export type Notice = Static<typeof Notice>;
