import { LONGEST_BODY } from '../contract/record.ts';
import { pack, unpack } from './compact.ts';
import { type KeyPair, open, type Sender, setUpSender } from './hpke.ts';
import type { Recipient } from './recipient.ts';

/** What the sealing is for: nothing sealed for another use opens as a record's body. */
const info = Buffer.from('Borne, body of a journal record, suite 1');

/**
 * Makes the body of a record, in suite 1: compacted, padded, and sealed to the centre with the text of its header as what it belongs
 * to. The kiosk cannot open it again. Throws a `RangeError` when `content` is longer than a body may be: a mistake of the caller.
 */
export type SealBody = (recipient: Recipient, header: string, content: object) => Buffer;

const sealIn = (sender: Sender, header: string, content: object): Buffer =>
  sender.seal(pack(content, LONGEST_BODY), Buffer.from(header));

export const sealBody: SealBody = ({ publicKey }, header, content) =>
  sealIn(setUpSender(publicKey, info), header, content);

/**
 * Seals as `sealBody` does, with the keys of the next body agreed on beforehand, `whenIdle`: what is recorded then waits for a
 * cipher alone. Keys that were agreed on and not used end with the process, or with a change of recipient.
 */
export function createSealer(whenIdle: (task: () => void) => void): SealBody {
  let next: { readonly id: string; readonly sender: Sender } | undefined;
  const prepare = ({ id, publicKey }: Recipient) => {
    next ??= { id, sender: setUpSender(publicKey, info) };
  };
  return (recipient, header, content) => {
    const prepared = next?.id === recipient.id ? next.sender : setUpSender(recipient.publicKey, info);
    next = undefined;
    whenIdle(() => prepare(recipient));
    return sealIn(prepared, header, content);
  };
}

/** The content of a body that was sealed to `recipient` under `header`; undefined when it was not, or makes no sense. */
export function openBody(recipient: KeyPair, header: string, body: Uint8Array): unknown {
  const packed = open(recipient, body, { info, aad: Buffer.from(header) });
  return packed && unpack(packed, LONGEST_BODY);
}
