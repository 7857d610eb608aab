import { LONGEST_BODY } from '../contract/record.ts';
import { pack, unpack } from './compact.ts';
import { type KeyPair, open, seal } from './hpke.ts';
import type { Recipient } from './recipient.ts';

/** What the sealing is for: nothing sealed for another use opens as a record's body. */
const info = Buffer.from('Borne, body of a journal record, suite 1');

/**
 * The body of a record, in suite 1: compacted, padded, and sealed to the centre with the text of its header as what it belongs to.
 * The kiosk cannot open it again. Throws a `RangeError` when `content` is longer than a body may be: a mistake of the caller.
 */
export function sealBody(recipient: Recipient, header: string, content: object): Buffer {
  const aad = Buffer.from(header);
  return Buffer.from(seal(recipient.publicKey, pack(content, LONGEST_BODY), { info, aad }));
}

/** The content of a body that was sealed to `recipient` under `header`; undefined when it was not, or makes no sense. */
export function openBody(recipient: KeyPair, header: string, body: Uint8Array): unknown {
  const packed = open(recipient, body, { info, aad: Buffer.from(header) });
  return packed && unpack(packed, LONGEST_BODY);
}
