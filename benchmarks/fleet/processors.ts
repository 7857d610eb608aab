import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';

/**
 * As `nice` has it: ten such processes get a quarter of a core that somebody else wants as well. At 10 they took three quarters of what the centre's
 * second thread wanted when all came back; at 19 they are late by seconds, and come in bursts.
 */
const NICENESS = 15;

/** Leaves this machine's processors to who is measured: kiosks have their own, and thousands of them here would take these. On Linux alone. */
export function leaveProcessors(): void {
  if (process.platform !== 'linux') return;
  // The threads that collect garbage and compile are there already; those that sign and compress come from this one.
  for (const thread of readdirSync('/proc/self/task')) setPriority(Number(thread), NICENESS);
}
