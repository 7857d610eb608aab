import { readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attestation, headers, taken, temporaryJournal } from './temporary-journal.ts';

let temporary: ReturnType<typeof temporaryJournal>;
beforeEach(() => {
  temporary = temporaryJournal();
});
afterEach(() => temporary.remove());

describe('a damaged file', () => {
  async function filled(): Promise<string> {
    const journal = temporary.open();
    for (let count = 0; count < 20; count += 1) {
      const id = taken(await journal.begin(attestation));
      taken(await journal.settle(id, 'done'));
    }
    const { epoch } = headers(journal)[0];
    journal.close();
    return epoch;
  }

  it.each([
    [
      'text',
      () => writeFileSync(temporary.file, 'not a database, but long enough to look like one '.repeat(100)),
    ],
    ['half a file', () => writeFileSync(temporary.file, readFileSync(temporary.file).subarray(0, 10_000))],
    [
      'an edited body',
      () => {
        const bytes = readFileSync(temporary.file);
        const header = bytes.indexOf('"seq":40,');
        bytes.set(Buffer.from('another'), bytes.indexOf('}', header) + 20);
        writeFileSync(temporary.file, bytes);
      },
    ],
    [
      'a record removed by hand',
      () => {
        const database = new Database(temporary.file);
        database.exec('DELETE FROM record WHERE seq = 40');
        database.close();
      },
    ],
  ])('(%s) is kept apart; a new epoch begins and the kiosk serves', async (_, damage) => {
    const epoch = await filled();
    damage();
    const journal = temporary.open();
    expect(journal.setAside).toHaveLength(1);
    expect(readFileSync(journal.setAside[0] ?? '').length).toBeGreaterThan(0);
    taken(await journal.begin(attestation));
    expect(headers(journal)).toMatchObject([{ seq: 1 }]);
    expect(headers(journal)[0].epoch).not.toBe(epoch);
  });
});
