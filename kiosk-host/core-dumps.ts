import { spawnSync } from 'node:child_process';

/**
 * Has a crash of this process write no core file: it would hold whatever the person at the kiosk read on the screen. `prlimit` is of
 * util-linux, on every Debian; systemd-coredump keeps to the same limit. False when it could not be set.
 */
export const forbidCoreDumps = (): boolean =>
  spawnSync('prlimit', [`--pid=${process.pid}`, '--core=0:0'], { stdio: 'ignore' }).status === 0;
