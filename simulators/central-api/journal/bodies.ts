import { PLAIN_JSON, type RecordHeader, SEALED } from '@borne/sync/contract/record';
import { openBody } from '@borne/sync/envelope/envelope';
import type { RecipientRing } from '../recipients.ts';

/** What the body of a record says, or why that cannot be told. `waitsFor`: the name of the key that opens it, which is not held here. */
export type ReadBody =
  | { readonly body: unknown }
  | { readonly oddity: string }
  | { readonly waitsFor: string };

/** Reads the body of a record whose header, `text` as stored, says `suite` and `key`. */
export function readBody(
  ring: RecipientRing,
  { suite, key }: Pick<RecordHeader, 'suite' | 'key'>,
  text: string,
  body: Uint8Array,
): ReadBody {
  if (suite === PLAIN_JSON) return { body: parseJson(Buffer.from(body).toString('utf8')) };
  if (suite !== SEALED) return { oddity: `suite ${suite} is unknown here` };
  if (key === undefined) return { oddity: 'sealed to a key without a name' };
  const pair = ring.get(key);
  if (!pair) return { waitsFor: key };
  const opened = openBody(pair, text, body);
  return opened === undefined ? { oddity: 'the sealed body does not open' } : { body: opened };
}

/** Undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
