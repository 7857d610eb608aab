import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '@borne/simulators/card/seeded-random';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BundledWriter, bundleWriter } from './bundled-writer.ts';
import { lostByTheJournal } from './checked-journal.ts';
import { CutWriter } from './cut-writer.ts';
import { noPowerCut, PowerCutDisk } from './power-cut-disk.ts';
import { noSwallowedFlushes, SWALLOWS_FLUSHES } from './swallowed-flushes.ts';

/**
 * Real power cuts under the journal: an ext4 file system is shut down, without flushing, under a writer that was stopped between two
 * instructions. What the writer had confirmed until then must be on the disk. `CUTS` says how many (some 0.15 s each),
 * `SEED` when.
 */
const cuts = Number(process.env.CUTS ?? 500);
const controlCuts = Math.max(10, Math.floor(cuts / 25));
const seed = Number(process.env.SEED ?? 20_261_122);
/** Cuts that one journal file lives through before it is put away: opening it verifies all of it. */
const CUTS_OF_ONE_FILE = 10;
/** Milliseconds within which the power is cut after a first record was confirmed: others follow it, one every few. */
const WITHIN = 60;

const unable = noSwallowedFlushes() ?? (await noPowerCut());

interface Tally {
  cuts: number;
  confirmed: number;
  lost: number;
  losingCuts: number;
}

const newTally = (): Tally => ({ cuts: 0, confirmed: 0, lost: 0, losingCuts: 0 });

function count(tally: Tally, confirmed: number, lost: number) {
  tally.cuts += 1;
  tally.confirmed += confirmed;
  tally.lost += lost;
  if (lost > 0) tally.losingCuts += 1;
}

const say = (what: string, { cuts, confirmed, lost, losingCuts }: Tally) =>
  process.stdout.write(
    `power cuts: ${what}: ${cuts} cuts, ${confirmed} confirmed, ${lost} lost in ${losingCuts} cuts (seed ${seed})\n`,
  );

describe.skipIf(unable !== undefined)(`the power is cut${unable ? ` (skipped: ${unable})` : ''}`, () => {
  let writer: BundledWriter;
  beforeAll(async () => {
    writer = await bundleWriter('power-cut-writer');
  });
  afterAll(() => writer.remove());

  /** Cuts the power `times` under a writer of its own, on a disk of its own. `lostIn` looks at the file that is left. */
  async function cutUnder(
    tally: Tally,
    writing: { readonly kind: 'journal' | 'careless'; readonly env?: Record<string, string> },
    { times, cutsOfOneFile, draw }: { times: number; cutsOfOneFile: number; draw: number },
    lostIn: (file: string, lines: readonly string[]) => number,
  ) {
    const random = seededRandom(seed + draw);
    const disk = await PowerCutDisk.create();
    const notes = join(writer.folder, `confirmed-${writing.kind}-${draw}`);
    const cutWriter = new CutWriter(writer.script, writing.kind, notes, writing.env);
    for (let cut = 0; cut < times; cut += 1) {
      const file = join(disk.path, `file-${Math.floor(cut / cutsOfOneFile)}.db`);
      if (cut % cutsOfOneFile === 0)
        for (const name of readdirSync(disk.path)) rmSync(join(disk.path, name), { recursive: true });
      const lines = await cutWriter.writeUntilTheCut(disk, file, random() * WITHIN);
      await disk.restore();
      count(tally, lines.length, lostIn(file, lines));
    }
    cutWriter.end();
    await disk.remove();
  }

  it(`${cuts} times, and the journal has lost nothing it confirmed`, { timeout: 7_200_000 }, async () => {
    const tally = newTally();
    const half = Math.floor(cuts / 2);
    const under = (times: number, draw: number) =>
      cutUnder(
        tally,
        { kind: 'journal' },
        { times, cutsOfOneFile: CUTS_OF_ONE_FILE, draw },
        lostByTheJournal,
      );
    // Two disks at a time: much of a cut is spent waiting for one.
    await Promise.all([under(half, 1), under(cuts - half, 2)]);
    say('the journal', tally);
    expect(tally).toMatchObject({ cuts, lost: 0 });
    expect(tally.confirmed).toBeGreaterThan(cuts);
  });

  it('and what is not flushed is lost: the same package with its defaults loses, or these cuts prove nothing', {
    timeout: 1_200_000,
  }, async () => {
    const tally = newTally();
    const each = { times: controlCuts, cutsOfOneFile: 1, draw: 3 };
    await cutUnder(tally, { kind: 'careless' }, each, rowsLost);
    say('control, WAL with the package’s defaults', tally);
    expect(tally.losingCuts).toBeGreaterThanOrEqual(controlCuts / 2);
  });

  it('and a journal whose flushes are swallowed loses, as it must', { timeout: 1_200_000 }, async () => {
    const tally = newTally();
    const each = { times: controlCuts, cutsOfOneFile: 1, draw: 4 };
    const swallowing = { kind: 'journal', env: { LD_PRELOAD: SWALLOWS_FLUSHES ?? '' } } as const;
    await cutUnder(tally, swallowing, each, lostIfReadable);
    say('control, flushes swallowed', tally);
    // The kernel writes by itself what has waited for some seconds: a cut after a stall may find all of it there.
    expect(tally.losingCuts).toBeGreaterThanOrEqual(controlCuts / 2);
  });
});

/** Rows of a careless writer that cannot be read in a file that may be missing, empty or damaged. */
function rowsLost(file: string, lines: readonly string[]): number {
  if (!existsSync(file)) return lines.length;
  const database = new Database(file);
  try {
    const found = database.prepare<[number], number>('SELECT count(*) FROM row WHERE id <= ?').pluck();
    return lines.length - (found.get(lines.length) ?? 0);
  } catch (cause) {
    if (cause instanceof Database.SqliteError) return lines.length;
    throw cause;
  } finally {
    database.close();
  }
}

/** A file that was never flushed may be a journal, half of one, or none. */
function lostIfReadable(file: string, lines: readonly string[]): number {
  try {
    return lostByTheJournal(file, lines);
  } catch {
    return lines.length;
  }
}
