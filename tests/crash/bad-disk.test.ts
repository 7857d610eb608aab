import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOG_BYTES } from '@borne/sync/journal/database';
import type { Journal } from '@borne/sync/journal/journal';
import type { Operation, OperationId } from '@borne/sync/journal/port';
import { acknowledgeAll, attestation, taken, temporaryJournal } from '@borne/sync/journal/temporary-journal';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noPowerCut, PowerCutDisk } from './power-cut-disk.ts';

/**
 * The journal on real file systems that fill up, go read-only or lose bytes under it: it refuses what it cannot keep, keeps what it
 * confirmed, and goes on by itself when the disk does. About 10 s.
 */
const unable = await noPowerCut();

describe.skipIf(unable !== undefined)(
  `a journal on a disk that${unable ? ` (skipped: ${unable})` : ''}`,
  () => {
    let disk: PowerCutDisk;
    let temporary: ReturnType<typeof temporaryJournal>;
    let file: string;
    beforeEach(async () => {
      disk = await PowerCutDisk.create();
      temporary = temporaryJournal();
      file = join(disk.path, 'journal.db');
    });
    afterEach(async () => {
      temporary.remove();
      await disk.remove();
    });

    const open = (logBytes = LOG_BYTES): Journal =>
      temporary.open({ file, ballastBytes: 2 * 1024 * 1024, logBytes });
    const outcomesOf = (journal: Journal) =>
      new Map(journal.operations().map(({ id, outcome }) => [id, outcome]));
    async function worked(journal: Journal, times: number): Promise<OperationId[]> {
      const done: OperationId[] = [];
      for (let count = 0; count < times; count += 1) {
        const id = taken(await journal.begin(attestation));
        taken(await journal.settle(id, 'done'));
        done.push(id);
      }
      return done;
    }

    /** Takes all the room that is left, to the last block. */
    function fill(): string {
      const filler = join(disk.path, 'filler');
      for (const bytes of [1024 * 1024, 4096, 1])
        try {
          for (;;) writeFileSync(filler, Buffer.alloc(bytes), { flag: 'a' });
        } catch (full) {
          if (!(full instanceof Error) || !('code' in full) || full.code !== 'ENOSPC') throw full;
        }
      return filler;
    }

    it('is full: ends what was begun, delivers and purges on its ballast, takes no new work, goes on when there is room', async () => {
      const journal = open();
      const done = await worked(journal, 50);
      const open1 = taken(await journal.begin(attestation));
      const filler = fill();

      // Until the log that SQLite keeps is used up, there is room that the file system does not know of.
      let refused = 0;
      const begun: OperationId[] = [];
      while (refused === 0) {
        const id = await journal.begin(long);
        if (id.ok) begun.push(id.value);
        else refused += 1;
      }
      expect(journal.health()).toMatchObject({ fault: 'disk-full' });
      expect(existsSync(`${file}.ballast`)).toBe(false);
      for (const id of [open1, ...begun]) taken(await journal.settle(id, 'done'));
      const settled = outcomesOf(journal);
      for (const id of [...done, open1, ...begun]) expect(settled.get(id)).toBe('done');
      while (journal.backlog().unacknowledged > 0) acknowledgeAll(journal);
      expect(await journal.begin(attestation)).toMatchObject({ error: { code: 'full' } });
      // It starts on such a disk as well.
      journal.close();
      const again = open();
      expect(again.health()).toMatchObject({ fault: 'disk-full' });
      expect(await again.begin(attestation)).toMatchObject({ error: { code: 'full' } });
      expect([...outcomesOf(again).values()].filter((outcome) => outcome !== 'done')).toEqual([]);

      rmSync(filler);
      taken(await again.begin(attestation));
      expect(again.health().fault).toBeUndefined();
      expect(existsSync(`${file}.ballast`)).toBe(true);
    });

    it('fails and goes read-only under it: refuses, loses nothing, and goes on when it can be written again', async () => {
      const journal = open();
      const done = await worked(journal, 20);
      const unsettled = taken(await journal.begin(attestation));
      await disk.failIntoReadOnly();
      expect(await journal.begin(attestation)).toMatchObject({ error: { code: 'in-doubt' } });
      expect(await journal.settle(unsettled, 'done')).toMatchObject({ ok: false });
      expect(['read-only', 'disk-failing']).toContain(journal.health().fault);

      await disk.turnWritable();
      taken(await journal.begin(attestation));
      expect(journal.health().fault).toBeUndefined();
      const kept = outcomesOf(journal);
      for (const id of [...done, unsettled]) expect(kept.get(id)).toBe('done');
    });

    it('was read-only from the start: opens, and has everything once it can be written', async () => {
      const first = open();
      const done = await worked(first, 20);
      const cut = taken(await first.begin(attestation));
      first.close();
      await disk.turnReadOnly();
      const journal = open();
      expect(journal.health()).toMatchObject({ fault: 'read-only' });
      expect(await journal.record({ kind: 'card-forgotten' })).toMatchObject({ ok: false });
      await disk.turnWritable();
      taken(await journal.record({ kind: 'card-forgotten' }));
      expect(journal.leftInDoubt).toBe(1);
      const kept = outcomesOf(journal);
      expect(done.map((id) => kept.get(id))).toEqual(done.map(() => 'done'));
      expect(kept.get(cut)).toBe('in-doubt');
    });

    it.each([
      ['zeroes it', () => writeFileSync(file, Buffer.alloc(readFileSync(file).length))],
      [
        'flips bytes in every page',
        () => {
          const bytes = readFileSync(file);
          for (let at = 200; at < bytes.length; at += 512) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
          writeFileSync(file, bytes);
        },
      ],
      ['cuts it short', () => truncateSync(file, 6000)],
    ])('%s while it is written: what is damaged is kept apart, and the kiosk goes on', async (_, damage) => {
      const journal = open();
      await worked(journal, 20);
      journal.close();
      const second = open();
      await worked(second, 5);
      damage();
      // What SQLite holds in memory may still be right: the damage is met when it reads the disk, at the latest at the next start.
      await second.begin(attestation);
      second.close();
      const third = open();
      taken(await third.begin(attestation));
      expect(third.health()).toMatchObject({ setAside: 1 });
      expect(third.health().fault).toBeUndefined();
    });

    it('loses the end of its log, as a disk that lies about flushing does: the rest stands', async () => {
      const journal = open(0);
      const done = await worked(journal, 20);
      const wal = readFileSync(`${file}-wal`);
      const main = readFileSync(file);
      journal.close();
      // As the power cut left it, less the last pages.
      writeFileSync(file, main);
      writeFileSync(`${file}-wal`, wal.subarray(0, wal.length - 3 * 4120));
      const second = open();
      const kept = outcomesOf(second);
      expect(done.slice(0, 15).map((id) => kept.get(id))).toEqual(done.slice(0, 15).map(() => 'done'));
      taken(await second.begin(attestation));
    });
  },
);

/** As long as a record may be: quick to fill what is left. */
const long: Operation = { kind: 'maintenance', technician: 'T-042', action: 'a'.repeat(190) };
