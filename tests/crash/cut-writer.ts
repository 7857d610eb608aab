import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { PowerCutDisk } from './power-cut-disk.ts';

/** Resolves when every thread of `pid` has stopped: none is between a flush and its confirmation. */
async function stopped(pid: number): Promise<void> {
  const states = () =>
    readdirSync(`/proc/${pid}/task`).map(
      (task) => /^State:\s+(\w)/m.exec(readFileSync(`/proc/${pid}/task/${task}/status`, 'utf8'))?.[1],
    );
  while (states().some((state) => state !== 'T')) await delay(1);
}

/**
 * A process of `power-cut-writer` and the cuts it lives through. It is stopped when the power goes, and what it had confirmed by then
 * is noted on another disk; it runs on only to let go of a disk that takes nothing any more. One process for many cuts: to start one
 * takes many times as long as a cut.
 */
export class CutWriter {
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private readonly said: AsyncIterator<string>;

  constructor(
    script: string,
    kind: 'journal' | 'careless',
    /** A file on a disk that is not cut. */
    private readonly notes: string,
    env: Record<string, string> = {},
  ) {
    this.child = spawn(process.execPath, [script, kind], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    });
    this.said = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  private async hears(word: string) {
    const { value } = await this.said.next();
    if (value !== word) throw new Error(`expected a writer that says ${word}, found ${value ?? 'its end'}`);
  }

  /** Has it write `file` on `disk`, cuts the power `after` milliseconds past its first confirmation, and returns all of them. */
  async writeUntilTheCut(disk: PowerCutDisk, file: string, after: number): Promise<readonly string[]> {
    const { child, notes } = this;
    if (child.pid === undefined) throw new Error('the writer could not be started');
    writeFileSync(notes, '');
    child.stdin.write(`${file} ${notes}\n`);
    await this.hears('writing');
    // Not waiting for anything: the moment of the cut is what is drawn.
    await delay(after);
    child.kill('SIGSTOP');
    await stopped(child.pid);
    await disk.cut();
    const confirmed = readFileSync(notes, 'utf8').split('\n').slice(0, -1);
    child.kill('SIGCONT');
    child.stdin.write('gone\n');
    await this.hears('released');
    return confirmed;
  }

  end() {
    this.child.kill('SIGKILL');
  }
}
