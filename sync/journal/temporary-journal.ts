import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CardSerial } from '@borne/domain/rights';
import { type Clock, epochMilliseconds, milliseconds } from '@borne/domain/time';
import { openBody } from '../envelope/envelope.ts';
import { newKeyPair } from '../envelope/hpke.ts';
import { type Recipient, recipientOf } from '../envelope/recipient.ts';
import { type ChainedRecord, chainHash } from './chain.ts';
import { type Journal, type JournalOptions, openJournal } from './journal.ts';
import type { Operation } from './port.ts';

/** An operation like any other, for tests; the serial is invented. */
export const attestation: Operation = {
  kind: 'attestation-droits',
  documentNumber: 'AD-0001',
  cardSerial: '99000000000000001' as CardSerial,
  rangs: ['01', '02'],
  rightsFrom: 'central',
};

/** The centre that a temporary journal is sealed to. */
const centre = newKeyPair();

/** What the centre reads in a record of a temporary journal. */
export const contentOf = ({ header, body }: ChainedRecord): unknown => openBody(centre, header, body);

/** The hash after each of `records`, in order, starting from `prev`. */
export function chainHashes(prev: string, records: Iterable<ChainedRecord>): string[] {
  const hashes: string[] = [];
  let head = prev;
  for (const record of records) {
    head = chainHash(head, record);
    hashes.push(head);
  }
  return hashes;
}

export const headers = (journal: Journal) => journal.records().map(({ header }) => JSON.parse(header));
export const bodies = (journal: Journal) => journal.records().map(contentOf);

/** Plays the centre taking everything that is pending. */
export function acknowledgeAll(journal: Journal): void {
  const pending = taken(journal.pending(1000));
  if (!pending) return;
  taken(journal.acknowledge({ epoch: pending.epoch, seq: pending.to, head: pending.batch.head }));
}

/** In milliseconds. */
export const DAY = 24 * 60 * 60 * 1000;

export interface TemporaryJournal {
  readonly file: string;
  readonly clock: Clock;
  readonly recipient: Recipient;
  /** Moves both clocks. */
  elapse(milliseconds: number): void;
  /** Sets the wall clock only, as a technician or a network does. */
  setWall(epoch: number): void;
  /** Starts the monotonic clock from zero, as a restart of the machine does. */
  restartMonotonic(): void;
  /** Opens the file, or opens it again after a `close`. Throws when it cannot be. */
  open(options?: Partial<JournalOptions>): Journal;
  /** Closes what is open and removes the folder. */
  remove(): void;
}

/** A journal file in a folder of its own, and a clock that the test moves. For tests. */
export function temporaryJournal(): TemporaryJournal {
  const folder = mkdtempSync(join(tmpdir(), 'borne-journal-'));
  const file = join(folder, 'journal.db');
  const journals: Journal[] = [];
  let wall = Date.UTC(2026, 10, 22, 8);
  let monotonic = 0;
  const clock: Clock = { now: () => epochMilliseconds(wall), monotonic: () => milliseconds(monotonic) };
  const recipient = recipientOf(centre.publicKey);
  const defaults = {
    file,
    kiosk: 'borne-1',
    bootId: 'run-1',
    clock,
    randomBytes,
    recipient,
    ballastBytes: 0,
    logBytes: 0,
  };
  return {
    file,
    clock,
    recipient,
    elapse(duration) {
      wall += duration;
      monotonic += duration;
    },
    setWall(epoch) {
      wall = epoch;
    },
    restartMonotonic() {
      monotonic = 0;
    },
    open(options) {
      const opened = openJournal({ ...defaults, ...options });
      if (!opened.ok) throw new Error(opened.error.detail);
      journals.push(opened.value);
      return opened.value;
    },
    remove() {
      for (const journal of journals) journal.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The value of a result that a test takes for granted. */
export function taken<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T {
  if (!result.ok) throw new Error(`expected a value, found ${JSON.stringify(result.error)}`);
  return result.value;
}
