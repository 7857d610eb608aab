import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newKeyPair } from '@borne/sync/envelope/hpke';
import { recipientOf } from '@borne/sync/envelope/recipient';
import { type Journal, openJournal } from '@borne/sync/journal/journal';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import { journalFile } from '../journal-file.ts';
import { journalCommand } from './journal.ts';

let data: string;
let journal: Journal;
let printed: string;

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'borne-journal-command-'));
  const opened = openJournal({
    file: journalFile(data),
    kiosk: 'borne-1',
    bootId: 'run-1',
    clock: systemClock,
    randomBytes,
    recipient: recipientOf(newKeyPair().publicKey),
  });
  if (!opened.ok) throw new Error(opened.error.detail);
  journal = opened.value;
  await journal.record({ kind: 'card-forgotten' });
  await journal.record({ kind: 'paper-forgotten' });
  printed = '';
  const print = (line: unknown) => {
    printed += `${line}\n`;
  };
  vi.spyOn(console, 'log').mockImplementation(print);
  vi.spyOn(console, 'error').mockImplementation(print);
  vi.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Error(`exit ${code}`);
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  journal.close();
  rmSync(data, { recursive: true });
});

const newEpoch = () => journalCommand.parseAsync(['new-epoch', '--data', data], { from: 'user' });

it('sets the journal of a stopped kiosk aside, and says what the centre has not', async () => {
  journal.close();
  await newEpoch();
  expect(printed).toMatch(/^set aside +\S+journal\.db\.refused-\d+$/m);
  expect(printed).toMatch(
    /^old epoch +[0-9a-f]{32}: 2 records, 2 not delivered \(1 to 2\); 0 operations without an outcome$/m,
  );
  expect(printed).toMatch(/^new epoch +[0-9a-f]{32} of kiosk borne-1/m);
  expect(printed).toContain('Keep the file');
  expect(readdirSync(data).sort()).toEqual([
    'journal.db',
    'journal.db.ballast',
    expect.stringContaining('.refused-'),
  ]);
});

it('does nothing while the kiosk runs', async () => {
  await expect(newEpoch()).rejects.toThrow('exit 2');
  expect(printed).toContain('another process holds the journal');
  expect(printed).toContain('stop the kiosk first');
  expect(journal.records()).toHaveLength(2);
});
