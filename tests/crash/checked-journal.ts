import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { epochMilliseconds, milliseconds } from '@borne/domain/time';
import { newKeyPair } from '@borne/sync/envelope/hpke';
import { recipientOf } from '@borne/sync/envelope/recipient';
import { type Journal, openJournal } from '@borne/sync/journal/journal';
import type { Outcome } from '@borne/sync/journal/port';

/** Opens a journal as the next run of its host would. Throws when it cannot be, or was found damaged. */
export function openToCheck(file: string): Journal {
  const opened = openJournal({
    file,
    kiosk: 'borne-1',
    bootId: 'check',
    clock: { now: () => epochMilliseconds(Date.now()), monotonic: () => milliseconds(performance.now()) },
    randomBytes,
    recipient: recipientOf(newKeyPair().publicKey),
    logBytes: 0,
  });
  if (!opened.ok) throw new Error(opened.error.detail);
  const { setAside } = opened.value;
  if (setAside.length > 0) throw new Error(`${file} was damaged, and set aside as ${setAside.join(', ')}`);
  return opened.value;
}

/** How each operation on file ended. */
export const outcomesOf = (journal: Journal): ReadonlyMap<string, Outcome | null> =>
  new Map(journal.operations().map(({ id, outcome }) => [String(id), outcome]));

/** How many of the things that `journal-writer` confirmed in `lines` the journal in `file` does not have, or has otherwise. */
export function lostByTheJournal(file: string, lines: readonly string[]): number {
  // Ended before its first flush, a journal may be missing altogether; then nothing had been confirmed.
  if (!existsSync(file)) return lines.length;
  const journal = openToCheck(file);
  const found = outcomesOf(journal);
  journal.close();
  const words = (what: string) => lines.map((line) => line.split(' ')).filter(([first]) => first === what);
  const begun = words('begun').filter(([, id = '']) => !found.has(id));
  const settled = words('settled').filter(([, id = '', outcome]) => found.get(id) !== outcome);
  return begun.length + settled.length;
}
