import { type Static, Type } from 'typebox';
import { RelayId } from './card-update.ts';
import { Epoch, Hash, KioskName, OperationName, Seq, Serial } from './identifiers.ts';
import { SealId } from './seal.ts';

/**
 * What one journal record says. The header travels and is stored in clear and so holds nothing personal; the body's
 * bytes are opaque to whoever does not know the suite. A record that does not fit these schemas is still stored and
 * acknowledged by the centre, then set apart: a reader's opinion never blocks the stream.
 */

/** How a body is encoded: UTF-8 JSON in clear, with pseudonyms only. Kiosks wrote it before they sealed; the centre reads it. */
export const PLAIN_JSON = 0;

/** How a body is encoded: CBOR, deflated with dictionary 1, padded, sealed to the centre with HPKE (`sync/envelope/`). */
export const SEALED = 1;

/** Longest content of a body in bytes, before it is compacted; keeps every possible batch under the centre's limit, so that none is refused for its size. */
export const LONGEST_BODY = 8 * 1024;

const strict = { additionalProperties: false } as const;
/** Without U+0000, which PostgreSQL cannot hold in a text. */
const Text = Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\u0000]*$' });

export const RecordHeader = Type.Object(
  {
    kiosk: KioskName,
    epoch: Epoch,
    seq: Seq,
    type: Type.String({
      pattern: '^[a-z][a-z-]{0,40}$',
      description: 'operation-begun, operation-settled, or the kind of occurrence',
    }),
    wall: Type.Integer({ description: 'wall clock, epoch milliseconds; may be wrong, never corrected' }),
    monotonic: Type.Integer({
      description: 'milliseconds since an arbitrary start, comparable within one boot',
    }),
    boot: Type.String({ minLength: 1, maxLength: 64, description: 'names one run of the kiosk host' }),
    suite: Type.Integer({ minimum: 0, maximum: 255, description: 'how the body is encoded' }),
    key: Type.Optional(
      Type.String({
        pattern: '^[0-9a-f]{16}$',
        description: 'of a sealed body: which key of the centre opens it',
      }),
    ),
  },
  strict,
);

const OperationDetails = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('attestation-droits'),
      documentNumber: Text,
      cardSerial: Serial,
      rangs: Type.Array(Type.String({ pattern: '^\\d{2}$' }), { minItems: 1, maxItems: 19 }),
      rightsFrom: Type.Union([Type.Literal('central'), Type.Literal('card')]),
      seal: Type.Optional(
        Type.Object(
          { authority: SealId, certificate: SealId, fingerprint: Hash },
          { additionalProperties: false },
        ),
      ),
      repeats: Type.Optional(OperationName),
    },
    strict,
  ),
  Type.Object({ kind: Type.Literal('maintenance'), technician: Text, action: Text }, strict),
  Type.Object(
    {
      kind: Type.Literal('card-update'),
      relay: RelayId,
      plan: Hash,
      writes: Type.Integer({ minimum: 1, description: 'APDUs that write, the mark included' }),
    },
    strict,
  ),
]);

/** Body of `operation-begun`. */
export const OperationBegun = Type.Object({ id: OperationName, operation: OperationDetails }, strict);

export const OutcomeName = Type.Union([
  Type.Literal('done'),
  Type.Literal('not-done'),
  Type.Literal('in-doubt'),
]);

/** Body of `operation-settled`. */
export const OperationSettled = Type.Object(
  { id: OperationName, outcome: OutcomeName, reason: Type.Optional(Text) },
  strict,
);

/** Body of every other type of record, which is then the `kind`. */
export const OccurrenceBody = Type.Union([
  Type.Object(
    { kind: Type.Literal('host-started'), version: Text, leftInDoubt: Type.Integer({ minimum: 0 }) },
    strict,
  ),
  Type.Object({ kind: Type.Literal('maintenance-entered'), technician: Text }, strict),
  Type.Object({ kind: Type.Literal('maintenance-left'), technician: Text, why: Text }, strict),
  Type.Object({ kind: Type.Literal('pin-refused'), remaining: Type.Integer({ minimum: 0 }) }, strict),
  Type.Object(
    {
      kind: Type.Literal('technician-refused'),
      why: Type.Union([
        Type.Literal('not-genuine'),
        Type.Literal('answer-unknown'),
        Type.Literal('card-removed'),
      ]),
    },
    strict,
  ),
  Type.Object({ kind: Type.Literal('rights-mismatch'), cardSerial: Serial }, strict),
  Type.Object({ kind: Type.Literal('card-opposed'), cardSerial: Serial }, strict),
  Type.Object({ kind: Type.Literal('out-of-service'), why: Type.Literal('card-reader') }, strict),
  Type.Object(
    {
      kind: Type.Literal('back-in-service'),
      after: Type.Union([Type.Literal('card-reader'), Type.Literal('journal')]),
    },
    strict,
  ),
  Type.Object(
    {
      kind: Type.Literal('print-seen'),
      operation: OperationName,
      said: Type.Union([Type.Literal('whole'), Type.Literal('not-whole'), Type.Literal('unknown')]),
    },
    strict,
  ),
  Type.Object({ kind: Type.Literal('card-forgotten') }, strict),
  Type.Object({ kind: Type.Literal('paper-forgotten') }, strict),
]);

export type RecordHeader = Static<typeof RecordHeader>;
export type OperationBegun = Static<typeof OperationBegun>;
export type OperationSettled = Static<typeof OperationSettled>;
