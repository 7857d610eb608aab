import { type KeyObject, verify } from 'node:crypto';
import { promisify } from 'node:util';
import { err, ok, type Result } from '@borne/domain/result';
import { JournalBatch, MOST_RECORDS } from '@borne/sync/contract/journal';
import { PROBLEM, type Problem } from '@borne/sync/contract/problem';
import { batchStatement } from '@borne/sync/contract/statements';
import { Compile } from 'typebox/compile';
import { parseJson } from '../journal/bodies.ts';
import { type Delivered, placed } from '../journal/delivered.ts';
import { HttpProblem } from '../problem.ts';
import { inflated } from '../zipped-json.ts';

/** A batch as a kiosk sent it: nothing of its body was read. */
export interface SentBatch {
  readonly kiosk: string;
  readonly epoch: string;
  readonly from: number;
  readonly to: number;
  readonly body: Uint8Array;
  /** Whether the body is in gzip, and how many bytes it may have when it no longer is. */
  readonly isZipped: boolean;
  readonly longest: number;
  /** The key of the connection's certificate, and the certificate's fingerprint. */
  readonly key: KeyObject;
  readonly certificate: string;
}

const batchOf = Compile(JournalBatch);
const verified = promisify(verify);

/**
 * Reads what was sent. Refused, in the words of the answer: what is no batch (400), what is too long (413), and what was not signed with the
 * key of the kiosk's certificate (403): ECDSA on P-256 with SHA-256, r ‖ s in base64url.
 */
export async function readBatch(sent: SentBatch): Promise<Result<Delivered, Problem>> {
  const { kiosk, epoch, from, to, certificate } = sent;
  const body = sent.isZipped ? await inflated(sent.body, sent.longest) : ok(sent.body);
  if (!body.ok) return body;
  const batch = parseJson(
    Buffer.from(body.value.buffer, body.value.byteOffset, body.value.length).toString(),
  );
  if (!batchOf.Check(batch)) return err(misfit(batch));

  const statement = Buffer.from(batchStatement({ kiosk, epoch, from, to, ...batch }));
  const key = { key: sent.key, dsaEncoding: 'ieee-p1363' } as const;
  if (!(await verified('sha256', statement, key, Buffer.from(batch.signature, 'base64url'))))
    return err(notSigned.problem);
  return ok({ kiosk, epoch, from, to, ...batch, records: placed(from, batch), certificate });
}

const notSigned = new HttpProblem(403, 'The batch is not signed with the key of this kiosk', {
  type: PROBLEM.batchSignature,
});

/**
 * What is looked at to say what is wrong with a body: all that two megabytes can hold would take seconds, and be sent again. More fields,
 * items or levels than these are in no batch.
 */
const LOOKED_AT = { fields: 8, items: MOST_RECORDS + 1, levels: 3 } as const;

function someOf(value: unknown, levels: number = LOOKED_AT.levels): unknown {
  if (typeof value !== 'object' || value === null || levels === 0) return value;
  if (Array.isArray(value)) return value.slice(0, LOOKED_AT.items).map((item) => someOf(item, levels - 1));
  const fields = Object.entries(value).slice(0, LOOKED_AT.fields);
  return Object.fromEntries(fields.map(([name, field]) => [name, someOf(field, levels - 1)]));
}

function misfit(batch: unknown): Problem {
  const [first] = batch === undefined ? [] : batchOf.Errors(someOf(batch));
  const detail = first ? `body${first.instancePath} ${first.message}` : 'body: JSON is expected';
  return new HttpProblem(400, 'The request does not fit the contract', { detail }).problem;
}
