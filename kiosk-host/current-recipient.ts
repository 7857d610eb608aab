import type { CentralKeys } from '@borne/sync/contract/central-keys';
import { type Recipient, recipientOf } from '@borne/sync/envelope/recipient';

/** Whom records are sealed to: the first of the keys as they are at that moment, so that a key sent down is sealed to at once. */
export function currentRecipient(keys: () => CentralKeys): Recipient {
  let text: string | undefined;
  let recipient: Recipient | undefined;
  const now = (): Recipient => {
    const [first = ''] = keys().recipients;
    if (recipient === undefined || text !== first) {
      text = first;
      recipient = recipientOf(Uint8Array.from(Buffer.from(first, 'base64url')));
    }
    return recipient;
  };
  return {
    get id() {
      return now().id;
    },
    get publicKey() {
      return now().publicKey;
    },
  };
}
