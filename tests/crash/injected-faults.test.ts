import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BundledWriter, bundleWriter } from './bundled-writer.ts';
import { lostByTheJournal } from './checked-journal.ts';

/**
 * Faults in the system calls of a process that writes the journal, one at a time, by strace: the n-th flush fails, or the process is
 * killed in the n-th write. Only what reached the file counts.
 */
const STRACE = '/usr/bin/strace';
/** The first moment of a fault, in calls before the first record is confirmed. */
const before = 4;
/** Confirmed lines after which a writer that survived its fault has shown enough. */
const enough = 16;

function noTracing(): string | undefined {
  if (!existsSync(STRACE) && process.env.CI !== 'true') return `${STRACE} is missing (Debian package strace)`;
  const traced = spawnSync(STRACE, ['-o', '/dev/null', 'true'], { encoding: 'utf8' });
  return /not permitted/i.test(traced.stderr ?? '') ? traced.stderr.trim() : undefined;
}

const unable = noTracing();

interface Life {
  readonly confirmed: readonly string[];
  /** The writer went on after its fault, until it had confirmed enough. */
  readonly survived: boolean;
}

/** One life of a writer under strace with `options`, until it has confirmed `lines` lines or ends. */
async function live(script: string, file: string, options: readonly string[], lines: number): Promise<Life> {
  const child = spawn(STRACE, ['-f', '-qqq', ...options, process.execPath, script, file], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  const confirmed: string[] = [];
  let survived = false;
  const output = createInterface({ input: child.stdout });
  output.on('line', (line) => {
    confirmed.push(line);
    if (confirmed.length < lines || survived || child.pid === undefined) return;
    survived = true;
    // The writer and its tracer: a writer whose tracer alone is killed would go on.
    process.kill(-child.pid, 'SIGKILL');
  });
  await Promise.all([once(child, 'exit'), once(output, 'close')]);
  return { confirmed, survived };
}

describe.skipIf(unable !== undefined)(`a journal whose disk${unable ? ` (skipped: ${unable})` : ''}`, () => {
  let writer: BundledWriter;
  beforeAll(async () => {
    writer = await bundleWriter('journal-writer');
  });
  afterAll(() => writer.remove());

  /** How many `call`s a writer makes before it confirms its first record, in a file that is not there yet, as those of each moment. */
  async function callsOfTheOpening(call: string, fault: string): Promise<number> {
    const trace = join(writer.folder, `${call}-${fault}.trace`);
    await live(writer.script, `${trace}.db`, ['-o', trace, '-e', `trace=${call},write`], 1);
    const lines = readFileSync(trace, 'utf8').split('\n');
    const confirmation = lines.findIndex((line) => line.includes('write(1, "begun'));
    return lines.slice(0, confirmation).filter((line) => line.includes(`${call}(`)).length;
  }

  it.each([
    ['fails to flush', 'fsync', 'error=EIO', 12],
    ['is full', 'pwrite64', 'error=ENOSPC', 12],
    ['ends the process in the middle of a write', 'pwrite64', 'signal=KILL', 30],
  ])(
    '%s, once, at any moment, has what it confirmed',
    { timeout: 300_000 },
    async (_, call, fault, moments) => {
      const first = Math.max(1, (await callsOfTheOpening(call, fault)) - before);

      let confirmed = 0;
      let survivors = 0;
      const losses: string[] = [];
      for (let at = first; at < first + moments; at += 1) {
        const file = join(writer.folder, `${call}-${fault}-${at}.db`);
        const options = [
          '-o',
          '/dev/null',
          '-e',
          `trace=${call}`,
          '-e',
          `inject=${call}:${fault}:when=${at}`,
        ];
        const life = await live(writer.script, file, options, enough);
        confirmed += life.confirmed.length;
        survivors += life.survived ? 1 : 0;
        const lost = lostByTheJournal(file, life.confirmed);
        if (lost > 0) losses.push(`call ${at}: ${lost} of ${life.confirmed.length}`);
      }
      process.stdout.write(
        `injected ${call} ${fault}: ${moments} moments from call ${first}, ${confirmed} confirmed, ${survivors} writers went on\n`,
      );
      expect(losses).toEqual([]);
      expect(confirmed).toBeGreaterThan(0);
      if (fault === 'error=EIO') expect(survivors).toBeGreaterThan(0);
    },
  );
});
