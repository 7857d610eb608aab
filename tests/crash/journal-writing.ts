import { randomBytes } from 'node:crypto';
import type { CardSerial } from '@borne/domain/rights';
import { epochMilliseconds, milliseconds } from '@borne/domain/time';
import { newKeyPair } from '@borne/sync/envelope/hpke';
import { recipientOf } from '@borne/sync/envelope/recipient';
import { openJournal } from '@borne/sync/journal/journal';

/**
 * Writes a journal as a busy host would, until it is refused, and closes it. `confirm` is told each thing that the journal has
 * confirmed, at once: `begun <id>`, `settled <id> <outcome>`. Returns why it ended.
 */
export async function writeJournal(file: string, confirm: (line: string) => void): Promise<string> {
  const opened = openJournal({
    file,
    kiosk: 'borne-1',
    bootId: String(process.pid),
    clock: { now: () => epochMilliseconds(Date.now()), monotonic: () => milliseconds(performance.now()) },
    randomBytes,
    recipient: recipientOf(newKeyPair().publicKey),
  });
  if (!opened.ok) return opened.error.detail;
  const journal = opened.value;
  for (let count = 0; ; count += 1) {
    const begun = await journal.begin({
      kind: 'attestation-droits',
      documentNumber: `AD-${count}`,
      cardSerial: '99000000000000001' as CardSerial,
      rangs: ['01'],
      rightsFrom: 'card',
    });
    if (begun.ok) confirm(`begun ${begun.value}`);
    const outcome = count % 5 === 0 ? 'not-done' : 'done';
    const settled = begun.ok ? await journal.settle(begun.value, outcome) : begun;
    if (!settled.ok) {
      journal.close();
      return settled.error.detail;
    }
    if (begun.ok) confirm(`settled ${begun.value} ${outcome}`);
  }
}
