import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where Debian and others keep libraries; Debian in a folder of the processor's name, for example `x86_64-linux-gnu`. */
const LIBRARIES = ['/usr/lib', '/usr/lib64', '/usr/local/lib'];

function find(name: string): string | undefined {
  const folders = LIBRARIES.filter((folder) => existsSync(folder));
  const nested = folders.flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && (entry.name.includes('-linux-') || entry.name === name))
      .map((entry) => join(folder, entry.name)),
  );
  return [...nested, ...folders]
    .flatMap((folder) => [join(folder, `${name}.so`), join(folder, name, `${name}.so`)])
    .find((file) => existsSync(file));
}

/** For LD_PRELOAD: a library that makes of every flush nothing. Undefined where it is not installed. */
export const SWALLOWS_FLUSHES = find('libeatmydata');

/** Why flushes cannot be swallowed here; undefined when they can. Throws in CI, where they must. */
export function noSwallowedFlushes(): string | undefined {
  if (SWALLOWS_FLUSHES !== undefined) return undefined;
  const reason = 'libeatmydata.so is missing (Debian package libeatmydata1)';
  if (process.env.CI === 'true') throw new Error(reason);
  return reason;
}
