import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Outcome } from '@borne/sync/journal/port';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BundledWriter, bundleWriter } from './bundled-writer.ts';
import { openToCheck, outcomesOf } from './checked-journal.ts';

const LIVES = 12;

let writer: BundledWriter;

beforeAll(async () => {
  writer = await bundleWriter('journal-writer');
});
afterAll(() => writer.remove());

/** Lets a writer confirm `lines` lines, kills it without warning, and returns everything it confirmed. */
async function liveAndDie(file: string, lines: number): Promise<string[]> {
  const child = spawn(process.execPath, [writer.script, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const confirmed: string[] = [];
  const output = createInterface({ input: child.stdout });
  output.on('line', (line) => {
    confirmed.push(line);
    if (confirmed.length === lines) child.kill('SIGKILL');
  });
  const [[, signal]] = await Promise.all([once(child, 'exit'), once(output, 'close')]);
  expect(signal).toBe('SIGKILL');
  return confirmed;
}

/**
 * A killed process leaves its writes to the kernel, so this proves the transactions and the recovery, not the flushing:
 * that is asserted when the file is opened, and needs a power cut to be seen.
 */
it('a host killed at any moment has lost nothing it confirmed, and says in doubt of what it did not end', async () => {
  const file = join(writer.folder, 'journal.db');
  const begun = new Set<string>();
  const settled = new Map<string, Outcome>();
  for (let life = 0; life < LIVES; life += 1) {
    for (const line of await liveAndDie(file, 1 + life * 7)) {
      const [what = '', id = '', outcome] = line.split(' ');
      if (what === 'begun') begun.add(id);
      else settled.set(id, outcome as Outcome);
    }
    const journal = openToCheck(file);
    const found = outcomesOf(journal);
    const missing = [...begun].filter((id) => !found.has(id));
    expect(missing).toEqual([]);
    const changed = [...settled].filter(([id, outcome]) => found.get(id) !== outcome);
    expect(changed).toEqual([]);
    // What was begun and never confirmed as settled is in doubt, unless its outcome was written just before the end.
    const unsettled = [...found].filter(([id]) => !settled.has(id)).map(([, outcome]) => outcome);
    expect(unsettled).not.toContain(null);
    expect(journal.leftInDoubt).toBeLessThanOrEqual(1);
    journal.close();
  }
  expect(settled.size).toBeGreaterThan(LIVES);
});
