import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';

/** As `nice` has it: a tenth of a core that somebody else wants as well. */
const NICENESS = 10;

/** Only root may give a process that it started back what it gave away itself. */
const isPossible = process.platform === 'linux' && process.getuid?.() === 0;

/**
 * Leaves this machine's processors to who is measured: kiosks have their own, and thousands of them in one process would take these. Tells
 * whether it could.
 */
export function leaveProcessors(): boolean {
  if (!isPossible) return false;
  // The threads that sign and compress are there already.
  for (const thread of readdirSync('/proc/self/task')) setPriority(Number(thread), NICENESS);
  return true;
}

/** Gives a process that was just started its full share of the processors, which this one left. */
export function giveProcessors(pid: number | undefined): void {
  if (isPossible && pid !== undefined) setPriority(pid, 0);
}
