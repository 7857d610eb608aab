import type { CardKeySet } from '../secure-channel/card-channel.ts';
import type { CardRecord } from './card-record.ts';
import { type CardSummary, NO_RELAY, recordDigest } from './update-objects.ts';

/** What a card keeps without power. Each assignment is one write: done whole or not begun. */
export class CardMemory {
  /** Updates that went to their end since the card was issued. */
  version = 0;
  /** An update was begun and not ended: what the card holds may be of two days. */
  open = false;
  /** The last update that raised the mark. */
  relay = NO_RELAY;

  constructor(
    public record: CardRecord,
    public keySet: CardKeySet,
  ) {}

  summary(): CardSummary {
    const { version, open, relay, record, keySet } = this;
    return {
      version,
      open,
      relay,
      people: record.people.length,
      asOf: record.asOf,
      digest: recordDigest(record),
      keyVersion: keySet.version,
    };
  }
}
