import { randomBytes } from 'node:crypto';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@borne/domain/time';
import { newKeyPair } from '@borne/sync/envelope/hpke';
import { recipientOf } from '@borne/sync/envelope/recipient';
import { openJournal } from '@borne/sync/journal/journal';
import { type Comparison, compare, type Subject } from './compare.ts';

/** One durable record of the journal against one overwrite of 4 KiB with fdatasync, on the same disk. */
export async function journalAppend(clock: Clock): Promise<Comparison> {
  const folder = mkdtempSync(join(tmpdir(), 'borne-bench-'));
  const opened = openJournal({
    file: join(folder, 'journal.db'),
    kiosk: 'bench',
    bootId: 'bench',
    clock,
    randomBytes,
    recipient: recipientOf(newKeyPair().publicKey),
  });
  if (!opened.ok) throw new Error(opened.error.detail);
  const journal = opened.value;
  const file = openSync(join(folder, 'floor'), 'w+');
  const page = Buffer.alloc(4096, 1);

  const record: Subject = {
    name: 'journal record, durable',
    async run(count) {
      for (let index = 0; index < count; index++) await journal.record({ kind: 'card-forgotten' });
    },
  };
  const overwrite: Subject = {
    name: 'overwrite 4 KiB + fdatasync',
    async run(count) {
      for (let index = 0; index < count; index++) {
        writeSync(file, page, 0, page.length, 0);
        fdatasyncSync(file);
      }
    },
  };
  try {
    return await compare(record, overwrite, { rounds: 9, count: 200, now: () => clock.monotonic() });
  } finally {
    journal.close();
    closeSync(file);
    rmSync(folder, { recursive: true });
  }
}
