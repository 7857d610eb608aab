import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { beginNewEpoch } from './new-epoch.ts';
import { attestation, taken, temporaryJournal } from './temporary-journal.ts';

let temporary: ReturnType<typeof temporaryJournal>;
beforeEach(() => {
  temporary = temporaryJournal();
});
afterEach(() => temporary.remove());

const begin = () => beginNewEpoch({ file: temporary.file, clock: temporary.clock, randomBytes });
const files = () => readdirSync(dirname(temporary.file)).sort();

const readBytes = (companion: string) => readFileSync(`${temporary.file}${companion}`);

/** A journal of three records, of which the centre has the first, and then goes its own way. */
async function disputed() {
  const journal = temporary.open();
  taken(await journal.record({ kind: 'card-forgotten' }));
  const pending = taken(journal.pending(1));
  if (!pending) throw new Error('expected a record');
  const { epoch } = pending;
  taken(journal.acknowledge({ epoch, seq: 1, head: pending.batch.head }));
  taken(await journal.begin(attestation));
  taken(await journal.record({ kind: 'paper-forgotten' }));
  expect(journal.acknowledge({ epoch, seq: 3, head: '0'.repeat(64) })).toMatchObject({
    error: { code: 'diverged' },
  });
  return { journal, epoch };
}

describe('beginning a new epoch', () => {
  it('keeps the old journal whole, tells what the centre has not of it, and lets the kiosk go on', async () => {
    const { journal, epoch } = await disputed();
    const records = journal.records();
    journal.close();
    const begun = taken(begin());
    expect(begun).toMatchObject({
      kiosk: 'borne-1',
      left: { kiosk: 'borne-1', epoch, seq: 3, ackedSeq: 1, unsettled: 1 },
    });
    expect(begun.epoch).not.toBe(epoch);

    const next = temporary.open();
    expect(next.setAside).toEqual([]);
    expect(next.leftInDoubt).toBe(0);
    taken(await next.record({ kind: 'card-forgotten' }));
    expect(taken(next.pending(10))).toMatchObject({ epoch: begun.epoch, from: 1, to: 1 });
    next.close();

    rmSync(temporary.file);
    renameSync(begun.setAside, temporary.file);
    expect(temporary.open().records().slice(0, 3)).toEqual(records);
  });

  it('leaves a journal alone that a host holds', async () => {
    const { journal } = await disputed();
    const before = files();
    expect(begin()).toMatchObject({ error: { code: 'in-use' } });
    expect(files()).toEqual(before);
    taken(await journal.record({ kind: 'card-forgotten' }));
    expect(journal.records()).toHaveLength(4);
  });

  it('makes nothing where there is no journal', () => {
    expect(begin()).toMatchObject({
      error: { code: 'unusable', detail: `${temporary.file}: there is no journal here` },
    });
    expect(existsSync(temporary.file)).toBe(false);
  });

  it('leaves what is not a journal where it is', () => {
    writeFileSync(temporary.file, 'not a database, but long enough to look like one '.repeat(100));
    expect(begin()).toMatchObject({ error: { code: 'damaged' } });
    expect(files()).toEqual(['journal.db']);
  });

  it('takes what a host that was killed left beside its file', async () => {
    const { journal } = await disputed();
    const killed = ['', '-wal'].map((companion) => [companion, readBytes(companion)] as const);
    journal.close();
    for (const [companion, bytes] of killed) writeFileSync(`${temporary.file}${companion}`, bytes);
    expect(taken(begin()).left).toMatchObject({ seq: 3, ackedSeq: 1 });
    expect(files()).toHaveLength(2);
  });
});
