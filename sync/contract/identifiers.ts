import { Type } from 'typebox';

/** What the name of a kiosk is, for a person. */
export const KIOSK_NAME_FORM =
  'a name such as cpam-751-01: at most 64 letters without accents, digits, dots, underscores and hyphens, of which the first is a letter or a digit';

/** Name of a kiosk, unique in the fleet; safe in a URL. */
export const KioskName = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
  description: KIOSK_NAME_FORM,
});

/** 128 random bits drawn when a journal file is created, in hex: tells a new journal from an old one with the same seq. */
export const Epoch = Type.String({ pattern: '^[0-9a-f]{32}$' });

/** Position in one epoch of one kiosk, from 1 without holes. */
export const Seq = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

/** A SHA-256, in hex. */
export const Hash = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** A calendar day, AAAA-MM-JJ (ISO 8601). */
export const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });

/** Serial of a Carte Vitale: a pseudonym, decimal digits. */
export const Serial = Type.String({ pattern: '^[0-9]{1,20}$' });

/** A UUID version 7 (RFC 9562 §5.7). */
export const OperationName = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
});

/** 64 bytes in base64url without padding: ECDSA on P-256 as r ‖ s, or Ed25519 (RFC 8032). */
export const Signature = Type.String({ pattern: '^[A-Za-z0-9_-]{86}$' });
