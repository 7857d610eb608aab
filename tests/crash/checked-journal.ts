import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { epochMilliseconds, milliseconds } from '@borne/domain/time';
import { newKeyPair } from '@borne/sync/envelope/hpke';
import { recipientOf } from '@borne/sync/envelope/recipient';
import { openJournal } from '@borne/sync/journal/journal';

/**
 * How many of the things that `journal-writer` confirmed in `lines` the journal in `file` does not have, or has otherwise. Throws
 * when it cannot be opened or was found damaged.
 */
export function lostByTheJournal(file: string, lines: readonly string[]): number {
  // Ended before its first flush, a journal may be missing altogether; then nothing had been confirmed.
  if (!existsSync(file)) return lines.length;
  const opened = openJournal({
    file,
    kiosk: 'borne-1',
    bootId: 'check',
    clock: { now: () => epochMilliseconds(Date.now()), monotonic: () => milliseconds(performance.now()) },
    randomBytes,
    recipient: recipientOf(newKeyPair().publicKey),
  });
  if (!opened.ok) throw new Error(opened.error.detail);
  const journal = opened.value;
  const { setAside } = journal;
  const found = new Map(journal.operations().map(({ id, outcome }) => [String(id), outcome]));
  journal.close();
  if (setAside.length > 0) throw new Error(`${file} was damaged, and set aside as ${setAside.join(', ')}`);
  const words = (what: string) => lines.map((line) => line.split(' ')).filter(([first]) => first === what);
  const begun = words('begun').filter(([, id = '']) => !found.has(id));
  const settled = words('settled').filter(([, id = '', outcome]) => found.get(id) !== outcome);
  return begun.length + settled.length;
}
