import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok } from '@borne/domain/result';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GENESIS } from '../contract/journal.ts';
import { ballastIn } from './ballast.ts';
import { type OpenFile, openDatabase } from './database.ts';
import type { JournalDisk } from './journal.ts';
import { acknowledgeAll, attestation, bodies, taken, temporaryJournal } from './temporary-journal.ts';

let temporary: ReturnType<typeof temporaryJournal>;
beforeEach(() => {
  temporary = temporaryJournal();
});
afterEach(() => temporary.remove());

describe('a journal whose folder cannot be written', () => {
  /** A file where its folder should be: for root as for anybody, nothing can be made in there. */
  const open = () => {
    const obstacle = `${temporary.file}.folder`;
    writeFileSync(obstacle, '');
    const journal = temporary.open({ file: join(obstacle, 'journal.db') });
    return { journal, mend: () => rmSync(obstacle) };
  };

  it('opens, refuses everything, and says why', async () => {
    const { journal } = open();
    expect(await journal.begin(attestation)).toMatchObject({ error: { code: 'in-doubt' } });
    expect(await journal.record({ kind: 'card-forgotten' })).toMatchObject({ ok: false });
    expect(journal.backlog()).toEqual({ unacknowledged: 0, inDoubt: 0 });
    expect(journal.health()).toMatchObject({
      fault: 'unusable',
      detail: expect.stringContaining('folder/journal.db'),
      setAside: 0,
    });
  });

  it('works as soon as it can, and then has what was kept for later, in order', async () => {
    const { journal, mend } = open();
    journal.recordLater({ kind: 'maintenance-entered', technician: 'T-042' });
    journal.recordLater({ kind: 'maintenance-left', technician: 'T-042', why: 'left' });
    mend();
    taken(await journal.begin(attestation));
    expect(bodies(journal)).toMatchObject([
      { kind: 'maintenance-entered' },
      { kind: 'maintenance-left' },
      { operation: { kind: 'attestation-droits' } },
    ]);
    expect(journal.health()).toMatchObject({ setAside: 0 });
    expect(journal.health().fault).toBeUndefined();
  });
});

/** The file of a temporary journal on a disk whose room a test decides. */
function crampedDisk() {
  const real = () => {
    const opened = openDatabase({
      file: temporary.file,
      maxBytes: 10_000_000,
      kiosk: 'borne-1',
      genesis: GENESIS,
      newEpoch: () => '0'.repeat(32),
    });
    if (!opened.ok) throw new Error(opened.error.detail);
    return opened.value;
  };
  const full = () => new Database.SqliteError('database or disk is full', 'SQLITE_FULL');
  const room = { onDisk: true, ballast: true };
  const disk: JournalDisk = {
    open() {
      const cause = full();
      if (!room.onDisk && room.ballast) return err({ code: 'unusable', detail: 'the disk is full', cause });
      const file = real();
      const cramped: OpenFile = {
        ...file,
        transaction(work) {
          if (!room.onDisk && room.ballast) throw full();
          return file.transaction(work);
        },
      };
      return ok(cramped);
    },
    setAside: () => '',
    ballast: {
      giveUp() {
        const had = room.ballast;
        room.ballast = false;
        return had;
      },
      restore() {
        room.ballast ||= room.onDisk;
        return room.ballast;
      },
    },
  };
  return { disk, room };
}

describe('a file system that others have filled', () => {
  it('takes no new work, but what was begun is ended and delivered on the ballast, which comes back with the room', async () => {
    const { disk, room } = crampedDisk();
    const journal = temporary.open({ disk });
    const id = taken(await journal.begin(attestation));
    room.onDisk = false;
    taken(await journal.settle(id, 'done'));
    expect(room.ballast).toBe(false);
    expect(await journal.begin(attestation)).toMatchObject({ error: { code: 'full' } });
    expect(journal.health()).toMatchObject({ fault: 'disk-full' });
    acknowledgeAll(journal);
    expect(journal.backlog().unacknowledged).toBe(0);

    room.onDisk = true;
    taken(await journal.begin(attestation));
    expect(room.ballast).toBe(true);
    expect(journal.health().fault).toBeUndefined();
  });

  it('lets a kiosk start, and settle what was left open', async () => {
    const first = temporary.open();
    taken(await first.begin(attestation));
    first.close();
    const { disk, room } = crampedDisk();
    room.onDisk = false;
    const journal = temporary.open({ disk });
    expect(journal.leftInDoubt).toBe(1);
    expect(journal.health()).toMatchObject({ fault: 'disk-full' });
    expect(bodies(journal).at(-1)).toMatchObject({ outcome: 'in-doubt' });
  });
});

describe('the ballast', () => {
  it('takes real room, gives it up once, and is made again', () => {
    const path = `${temporary.file}.ballast`;
    const ballast = ballastIn(path, 64 * 1024);
    expect(ballast.restore()).toBe(true);
    const { size, blocks } = statSync(path);
    expect(size).toBe(64 * 1024);
    expect(blocks * 512).toBeGreaterThanOrEqual(size);
    expect(ballast.giveUp()).toBe(true);
    expect(ballast.giveUp()).toBe(false);
    expect(ballast.restore()).toBe(true);
    expect(statSync(path).size).toBe(64 * 1024);
  });

  it('is not made on a disk that has no room for it, nor in no folder', () => {
    expect(ballastIn(`${temporary.file}.ballast`, 2 ** 50).restore()).toBe(false);
    expect(ballastIn(join(temporary.file, 'nowhere', 'ballast'), 1024).restore()).toBe(false);
  });
});

it('does not take for an earlier run’s what it began itself, when its file opens late', async () => {
  const place = { kiosk: 'borne-1', file: temporary.file, maxBytes: 1_000_000 };
  let failures = 3;
  const disk: JournalDisk = {
    open: (beginning) => {
      failures -= 1;
      return failures < 0
        ? openDatabase({ ...place, ...beginning })
        : err({ code: 'unusable', detail: 'a disk that fails' });
    },
    setAside: () => '',
  };
  const journal = temporary.open({ disk });
  const id = taken(await journal.begin(attestation));
  taken(await journal.record({ kind: 'card-forgotten' }));
  expect(await journal.settle(id, 'done')).toEqual({ ok: true, value: undefined });
  expect(journal.leftInDoubt).toBe(0);
});
