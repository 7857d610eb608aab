import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { addRecipientPair, openRecipientPairs, publishedRecipients } from './recipients.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'borne-recipients-'));
  file = join(folder, 'centre', 'recipient-keys.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('makes a first pair, for its owner only, and finds it again', () => {
  const made = openRecipientPairs(file);
  expect(made).toHaveLength(1);
  expect(openRecipientPairs(file)).toEqual(made);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('puts a new pair first and keeps every one before, of which kiosks are given the last two', () => {
  const [first] = openRecipientPairs(file);
  addRecipientPair(file);
  addRecipientPair(file);
  const pairs = openRecipientPairs(file);
  expect(pairs).toHaveLength(3);
  expect(pairs[2]).toEqual(first);
  const text = (key: Uint8Array | undefined) => Buffer.from(key ?? []).toString('base64url');
  expect(publishedRecipients(pairs)).toEqual([text(pairs[0]?.publicKey), text(pairs[1]?.publicKey)]);
});

it('says what it expected of a file that holds something else, and leaves it as it is', () => {
  openRecipientPairs(file);
  writeFileSync(file, '{"pairs":[]}');
  expect(() => addRecipientPair(file)).toThrow(/recipient-keys.json: expected \{ "pairs"/);
  expect(() => openRecipientPairs(file)).toThrow(/expected/);
});

it('adds no pair while another process does, and says what to do when none does', () => {
  openRecipientPairs(file);
  writeFileSync(`${file}.lock`, '');
  expect(() => addRecipientPair(file)).toThrow(/recipient-keys.json.lock is there: .* remove it/);
  rmSync(`${file}.lock`);
  addRecipientPair(file);
  expect(openRecipientPairs(file)).toHaveLength(2);
});
