import { type Static, Type } from 'typebox';
import { SigningKeyId } from './central-keys.ts';
import { Epoch, Hash, KioskName, Signature } from './identifiers.ts';

/** `PUT /v1/kiosks/{kiosk}/journal/{epoch}/{from}-{to}`: the next records of one kiosk's journal, in gzip or plain. */

/** Most records in one batch. */
export const MOST_RECORDS = 100;

/** The hash before the first record of an epoch: 32 zero bytes. */
export const GENESIS = '0'.repeat(64);

/** Longest body, in characters of base64, and room to hold it. */
const LONGEST_BASE64 = 12 * 1024;
const decoded = Buffer.allocUnsafe((LONGEST_BASE64 / 4) * 3);

/**
 * Bytes in base64, each in the one way that RFC 4648 §4 writes them: padded, and without a bit that means nothing. Told by writing them
 * again, in a fifth of the time of a pattern: a batch has a hundred.
 */
const Base64 = Type.Refine(
  Type.String({ maxLength: LONGEST_BASE64, contentEncoding: 'base64' }),
  (text) => decoded.toString('base64', 0, decoded.write(text, 'base64')) === text,
  () => 'must be base64, padded',
);

/**
 * One record as stored: `header` is the very text that was hashed, `body` its bytes in base64. Neither is ever
 * encoded again on the way.
 */
export const WireRecord = Type.Object(
  {
    header: Type.String({ minLength: 2, maxLength: 1024, pattern: '^[^\\u0000]*$' }),
    body: Base64,
  },
  { additionalProperties: false },
);

/**
 * `prev` is the chain's hash before the first record, `head` after the last. `signature` is the kiosk's, over `batchStatement`: it is
 * kept with the records, and proves whose they are after every proxy and every copy.
 */
export const JournalBatch = Type.Object(
  {
    prev: Hash,
    records: Type.Array(WireRecord, { minItems: 1, maxItems: MOST_RECORDS }),
    head: Hash,
    signature: Signature,
  },
  { additionalProperties: false },
);

/** A `Seq` in an address: plain decimal, one way to write each. */
const SeqText = Type.String({ pattern: '^[1-9]\\d{0,15}$' });

export const JournalPath = Type.Object({ kiosk: KioskName, epoch: Epoch, from: SeqText, to: SeqText });

/** How far the centre holds an epoch, durably: every record up to `seq`, whose chain hash is `head`. `seq` 0: nothing yet. */
export const Watermark = Type.Object({
  epoch: Epoch,
  seq: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  head: Hash,
});

/** A watermark that can be believed: `key` is the one of the centre that made `signature`, over `watermarkStatement`. */
export const SignedWatermark = Type.Object({
  ...Watermark.properties,
  key: SigningKeyId,
  signature: Signature,
});

export type WireRecord = Static<typeof WireRecord>;
export type JournalBatch = Static<typeof JournalBatch>;
/** As the journal has it, which holds no key. */
export type UnsignedBatch = Omit<JournalBatch, 'signature'>;
export type Watermark = Static<typeof Watermark>;
export type SignedWatermark = Static<typeof SignedWatermark>;
