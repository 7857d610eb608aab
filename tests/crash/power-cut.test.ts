import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { seededRandom } from '@borne/simulators/card/seeded-random';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BundledWriter, bundleWriter } from './bundled-writer.ts';
import { lostByTheJournal } from './checked-journal.ts';
import { noPowerCut, PowerCutDisk } from './power-cut-disk.ts';

/**
 * Real power cuts under the journal: an ext4 file system is shut down, without flushing, under a writer that was stopped between two
 * instructions. What the writer had confirmed until then must be on the disk. `CUTS` says how many (a few in every run), `SEED` when.
 */
const cuts = Number(process.env.CUTS ?? 40);
const controlCuts = 8;
const seed = Number(process.env.SEED ?? 20_261_122);
const EATMYDATA = '/usr/lib/x86_64-linux-gnu/libeatmydata.so';
/** Cuts that one journal file lives through before it is put away: opening it verifies all of it. */
const CUTS_OF_ONE_FILE = 25;

const unable = await noPowerCut();

/** Resolves when every thread of `pid` has stopped: none is between a flush and its confirmation. */
async function stopped(pid: number): Promise<void> {
  const states = () =>
    readdirSync(`/proc/${pid}/task`).map(
      (task) => /^State:\s+(\w)/m.exec(readFileSync(`/proc/${pid}/task/${task}/status`, 'utf8'))?.[1],
    );
  while (states().some((state) => state !== 'T')) await delay(1);
}

/** Runs a writer on `disk`, cuts the power under it, and returns every line it confirmed. */
async function liveUntilTheCut(
  disk: PowerCutDisk,
  command: readonly string[],
  random: () => number,
  env: Record<string, string> = {},
): Promise<readonly string[]> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const confirmed: string[] = [];
  const output = createInterface({ input: child.stdout });
  const closed = once(output, 'close');
  const exited = once(child, 'exit');
  const first = once(output, 'line');
  output.on('line', (line) => confirmed.push(line));
  await Promise.race([first, exited]);
  if (child.exitCode !== null || child.pid === undefined) throw new Error('the writer ended by itself');
  // Not waiting for anything: the moment of the cut is what is drawn.
  await delay(random() * 120);
  child.kill('SIGSTOP');
  await stopped(child.pid);
  await disk.cut();
  child.kill('SIGKILL');
  await Promise.all([closed, exited]);
  return confirmed;
}

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
  let journalWriter: BundledWriter;
  let carelessWriter: BundledWriter;
  beforeAll(async () => {
    journalWriter = await bundleWriter('journal-writer');
    carelessWriter = await bundleWriter('careless-writer');
  });
  afterAll(() => {
    journalWriter.remove();
    carelessWriter.remove();
  });

  /** Two disks at a time: most of a cut is spent waiting for one. */
  async function cutUnderTheJournal(tally: Tally, times: number, from: number) {
    const random = seededRandom(seed + from);
    const disk = await PowerCutDisk.create();
    for (let cut = 0; cut < times; cut += 1) {
      const file = join(disk.path, `journal-${Math.floor(cut / CUTS_OF_ONE_FILE)}.db`);
      if (cut % CUTS_OF_ONE_FILE === 0)
        for (const name of readdirSync(disk.path)) rmSync(join(disk.path, name), { recursive: true });
      const lines = await liveUntilTheCut(disk, [process.execPath, journalWriter.script, file], random);
      await disk.restore();
      count(tally, lines.length, lostByTheJournal(file, lines));
    }
    await disk.remove();
  }

  it(`${cuts} times, and the journal has lost nothing it confirmed`, { timeout: 3_600_000 }, async () => {
    const tally = newTally();
    const half = Math.floor(cuts / 2);
    await Promise.all([cutUnderTheJournal(tally, half, 1), cutUnderTheJournal(tally, cuts - half, 2)]);
    say('the journal', tally);
    expect(tally).toMatchObject({ cuts, lost: 0 });
    expect(tally.confirmed).toBeGreaterThan(cuts);
  });

  it('and what is not flushed is lost: the same package with its defaults loses, or these cuts prove nothing', {
    timeout: 600_000,
  }, async () => {
    const random = seededRandom(seed);
    const disk = await PowerCutDisk.create();
    const tally = newTally();
    for (let cut = 0; cut < controlCuts; cut += 1) {
      const file = join(disk.path, `careless-${cut}.db`);
      const lines = await liveUntilTheCut(disk, [process.execPath, carelessWriter.script, file], random);
      await disk.restore();
      count(tally, lines.length, lines.length - rowsOf(file, lines.length));
    }
    await disk.remove();
    say('control, WAL with the package’s defaults', tally);
    expect(tally.losingCuts).toBeGreaterThanOrEqual(controlCuts / 2);
  });

  it('and a journal whose flushes are swallowed loses, as it must', { timeout: 600_000 }, async () => {
    const random = seededRandom(seed);
    const disk = await PowerCutDisk.create();
    const tally = newTally();
    for (let cut = 0; cut < controlCuts; cut += 1) {
      const file = join(disk.path, `swallowed-${cut}.db`);
      const command = [process.execPath, journalWriter.script, file];
      const lines = await liveUntilTheCut(disk, command, random, { LD_PRELOAD: EATMYDATA });
      await disk.restore();
      count(tally, lines.length, existsSync(file) ? lostIfReadable(file, lines) : lines.length);
    }
    await disk.remove();
    say('control, flushes swallowed', tally);
    expect(tally.losingCuts).toBe(controlCuts);
  });
});

/** Rows that can still be read in a file that may be missing, empty or damaged. */
function rowsOf(file: string, most: number): number {
  if (!existsSync(file)) return 0;
  const database = new Database(file);
  try {
    return (
      database.prepare<[number], number>('SELECT count(*) FROM row WHERE id <= ?').pluck().get(most) ?? 0
    );
  } catch (cause) {
    if (cause instanceof Database.SqliteError) return 0;
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
